import { decryptText } from '../../../src/content-cipher';
import { messageContext } from '../../../src/chat/conversation-keys';
import { AUTOMATED_MESSAGES, MANUAL_END_MESSAGES } from '../../../src/sessions/automated-messages';
import type { TestSystem } from '../harness/test-system';
import type { SessionStatus, Step, StepOutcome } from '../../../src/enums';

interface SessionRow {
  status: SessionStatus;
  generation: number;
  startedAt: Date | null;
  endedAt: Date | null;
  endedBy: string | null;
  conversationId: string;
  conversationState: string;
  lastSeq: number;
  dataKey: Buffer;
  cancelledAt: Date | null;
  releasedAt: Date | null;
}

interface StepRow {
  step: Step;
  generation: number;
  outcome: StepOutcome | null;
}

interface MessageRow {
  seq: number;
  content: string;
  createdAt: Date;
}

interface StoredSession {
  session: SessionRow;
  steps: StepRow[];
  messages: MessageRow[];
  signals: string[];
}

/**
 * What is wrong with a session that is over: steps left open or at odds with its state, a message
 * or signal that came twice, too late or never. Empty when all of it fits together.
 */
export async function sessionViolations(system: TestSystem, sessionId: string): Promise<string[]> {
  const kept = await readSession(system, sessionId);
  return [
    ...stateViolations(kept),
    ...stepViolations(kept),
    ...messageViolations(kept),
    ...signalViolations(kept),
  ];
}

function stateViolations({ session }: StoredSession): string[] {
  const { status, endedAt, endedBy, conversationState, cancelledAt, releasedAt } = session;
  return violations({
    [`the session is still ${status}`]: !['completed', 'cancelled'].includes(status),
    'nobody ended it': endedBy === null || endedAt === null,
    'its conversation is not closed': conversationState !== 'closed',
    'its counseling says otherwise': (status === 'cancelled') !== (cancelledAt !== null),
    'its time was not given back': releasedAt === null,
  });
}

function stepViolations({ session, steps }: StoredSession): string[] {
  const of = (step: Step) =>
    steps.find((one) => one.step === step && one.generation === session.generation)?.outcome;
  const ended = session.status === 'completed' && session.endedBy === 'system';
  const old = steps.filter((one) => one.generation < session.generation);
  return violations({
    'a step is open': steps.some((one) => one.outcome === null),
    'it has not four steps a plan': steps.length !== 4 * session.generation,
    'the opening is at odds with the start':
      (of('enable-chat') === 'done') !== (session.startedAt !== null),
    'the automatic end is at odds with who ended it': (of('auto-end') === 'done') !== ended,
    'an old plan opened or ended it': old.some(
      (one) => one.outcome === 'done' && one.step !== 'initial-message',
    ),
  });
}

function messageViolations({ session, messages, steps }: StoredSession): string[] {
  const count = (text: string) => messages.filter((one) => one.content === text).length;
  const greetings = steps.filter((s) => s.step === 'initial-message' && s.outcome === 'done');
  const auto = session.status === 'completed' && session.endedBy === 'system';
  const byHand = Object.values(MANUAL_END_MESSAGES).reduce((sum, text) => sum + count(text), 0);
  const late = messages.filter(
    (one) => session.endedAt !== null && one.createdAt.getTime() > session.endedAt.getTime(),
  );
  return violations({
    'a message has no number of its own, or one is missing': messages.some(
      (one, index) => one.seq !== index + 1,
    ),
    'the conversation counts otherwise': session.lastSeq !== messages.length,
    'a greeting too many or too few': count(AUTOMATED_MESSAGES.initial) !== greetings.length,
    'an opening line too many or too few':
      count(AUTOMATED_MESSAGES.opening) !== (session.startedAt === null ? 0 : 1),
    'a closing line too many or too few': count(AUTOMATED_MESSAGES.closing) !== (auto ? 1 : 0),
    'a line about the end by hand too many or too few':
      byHand !== (session.status === 'completed' && !auto ? 1 : 0),
    'a message came after the end': late.length > 0,
  });
}

function signalViolations({ session, signals }: StoredSession): string[] {
  const over = signals.filter((one) => one === 'completed' || one === 'cancelled');
  const opened = signals.filter((one) => one === 'chat_enabled').length;
  return violations({
    [`the end was told as [${over.join()}]`]: over.length !== 1 || over[0] !== session.status,
    'something was told after the end': signals.at(-1) !== session.status,
    'the opening was told too often or never': opened !== (session.startedAt === null ? 0 : 1),
  });
}

function violations(found: Record<string, boolean>): string[] {
  return Object.keys(found).filter((text) => found[text]);
}

async function readSession(system: TestSystem, sessionId: string): Promise<StoredSession> {
  const [session] = await system.query<SessionRow>(
    `SELECT s.status, s.generation, s.started_at AS "startedAt", s.ended_at AS "endedAt",
       s.ended_by AS "endedBy", s.conversation_id AS "conversationId", v.state AS "conversationState",
       v.last_seq AS "lastSeq", v.data_key AS "dataKey", c.cancelled_at AS "cancelledAt",
       c.released_at AS "releasedAt"
     FROM chat_sessions s JOIN counselings c ON c.id = s.counseling_id
     JOIN conversations v ON v.id = s.conversation_id WHERE s.id = $1`,
    [sessionId],
  );
  if (!session) throw new Error(`There is no session ${sessionId}`);
  const steps = await system.query<StepRow>(
    'SELECT step, generation, outcome FROM session_steps WHERE session_id = $1',
    [sessionId],
  );
  const told = await system.query<{ signal: string }>(
    `SELECT payload->>'signal' AS signal FROM outbox_events
     WHERE kind = 'session.changed' AND payload->>'sessionId' = $1 AND payload ? 'signal'
     ORDER BY id`,
    [sessionId],
  );
  const messages = await readMessages(system, session);
  return { session, steps, messages, signals: told.map(({ signal }) => signal) };
}

async function readMessages(
  system: TestSystem,
  { conversationId, dataKey }: SessionRow,
): Promise<MessageRow[]> {
  const rows = await system.query<{ seq: number; content: Buffer; createdAt: Date }>(
    `SELECT seq, content, created_at AS "createdAt" FROM messages
     WHERE conversation_id = $1 ORDER BY seq`,
    [conversationId],
  );
  const key = system.context.keys.unwrap(conversationId, dataKey);
  return rows.map((row) => ({
    ...row,
    content: decryptText(key, row.content, messageContext(conversationId)),
  }));
}
