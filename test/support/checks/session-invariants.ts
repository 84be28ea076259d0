import { decryptText } from '../../../src/content-cipher';
import { messageContext } from '../../../src/chat/conversation-keys';
import { AUTOMATED_MESSAGES, MANUAL_END_MESSAGES } from '../../../src/sessions/automated-messages';
import type { ConversationKeys } from '../../../src/chat/conversation-keys';
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

/** The database of a running product, and the keys of its content. */
interface StoredData {
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  context: { keys: Pick<ConversationKeys, 'unwrap'> };
}

/**
 * Violated invariants of an ended session: open steps, steps that contradict its state, duplicate,
 * late or missing messages and events. Empty for a consistent session.
 */
export async function sessionViolations(system: StoredData, sessionId: string): Promise<string[]> {
  const stored = await readSession(system, sessionId);
  return [
    ...stateViolations(stored),
    ...stepViolations(stored),
    ...messageViolations(stored),
    ...signalViolations(stored),
  ];
}

function stateViolations({ session }: StoredSession): string[] {
  const { status, endedAt, endedBy, conversationState, cancelledAt, releasedAt } = session;
  return violations({
    [`the session is still ${status}`]: !['completed', 'cancelled'].includes(status),
    'the end was not recorded': endedBy === null || endedAt === null,
    'the conversation is not closed': conversationState !== 'closed',
    'counseling and session differ': (status === 'cancelled') !== (cancelledAt !== null),
    'the booked time was not released': releasedAt === null,
  });
}

function stepViolations({ session, steps }: StoredSession): string[] {
  const outcomeOf = (step: Step) =>
    steps.find((one) => one.step === step && one.generation === session.generation)?.outcome;
  const endedBySystem = session.endedBy === 'system';
  const outdated = steps.filter((one) => one.generation < session.generation);
  return violations({
    'a step is open': steps.some((one) => one.outcome === null),
    'a generation does not have four steps': steps.length !== 4 * session.generation,
    'the opening step contradicts startedAt':
      (outcomeOf('enable-chat') === 'done') !== (session.startedAt !== null),
    'the automatic end contradicts endedBy': (outcomeOf('auto-end') === 'done') !== endedBySystem,
    'an outdated step opened or ended it': outdated.some(
      (one) => one.outcome === 'done' && one.step !== 'initial-message',
    ),
  });
}

function messageViolations({ session, messages, steps }: StoredSession): string[] {
  const count = (text: string) => messages.filter((one) => one.content === text).length;
  const initial = steps.filter((s) => s.step === 'initial-message' && s.outcome === 'done');
  const endedBySystem = session.status === 'completed' && session.endedBy === 'system';
  const manual = Object.values(MANUAL_END_MESSAGES).reduce((sum, text) => sum + count(text), 0);
  const late = messages.filter(
    (one) => session.endedAt !== null && one.createdAt.getTime() > session.endedAt.getTime(),
  );
  return violations({
    'the sequence has a gap or a duplicate': messages.some((one, index) => one.seq !== index + 1),
    'last_seq differs from the number of messages': session.lastSeq !== messages.length,
    'wrong number of initial messages': count(AUTOMATED_MESSAGES.initial) !== initial.length,
    'wrong number of opening messages':
      count(AUTOMATED_MESSAGES.opening) !== (session.startedAt === null ? 0 : 1),
    'wrong number of closing messages':
      count(AUTOMATED_MESSAGES.closing) !== (endedBySystem ? 1 : 0),
    'wrong number of manual end messages':
      manual !== (session.status === 'completed' && !endedBySystem ? 1 : 0),
    'a message was posted in a session that was never opened':
      session.status === 'cancelled' &&
      session.endedBy === 'system' &&
      messages.length > initial.length,
    'a message was stored after the end': late.length > 0,
  });
}

function signalViolations({ session, signals }: StoredSession): string[] {
  const endings = signals.filter((one) => one === 'completed' || one === 'cancelled');
  const openings = signals.filter((one) => one === 'chat_enabled').length;
  return violations({
    [`the end was published as [${endings.join()}]`]:
      endings.length !== 1 || endings[0] !== session.status,
    'an event was published after the end': signals.at(-1) !== session.status,
    'wrong number of opening events': openings !== (session.startedAt === null ? 0 : 1),
  });
}

function violations(found: Record<string, boolean>): string[] {
  return Object.keys(found).filter((text) => found[text]);
}

async function readSession(system: StoredData, sessionId: string): Promise<StoredSession> {
  const [session] = await system.query<SessionRow>(
    `SELECT s.status, s.generation, s.started_at AS "startedAt", s.ended_at AS "endedAt",
       s.ended_by AS "endedBy", s.conversation_id AS "conversationId", v.state AS "conversationState",
       v.last_seq AS "lastSeq", v.data_key AS "dataKey", c.cancelled_at AS "cancelledAt",
       c.released_at AS "releasedAt"
     FROM chat_sessions s JOIN counselings c ON c.id = s.counseling_id
     JOIN conversations v ON v.id = s.conversation_id WHERE s.id = $1`,
    [sessionId],
  );
  if (!session) throw new Error(`Session ${sessionId} not found`);
  const steps = await system.query<StepRow>(
    'SELECT step, generation, outcome FROM session_steps WHERE session_id = $1',
    [sessionId],
  );
  const published = await system.query<{ signal: string }>(
    `SELECT payload->>'signal' AS signal FROM outbox_events
     WHERE kind = 'session.changed' AND payload->>'sessionId' = $1 AND payload ? 'signal'
     ORDER BY id`,
    [sessionId],
  );
  const messages = await readMessages(system, session);
  return { session, steps, messages, signals: published.map(({ signal }) => signal) };
}

async function readMessages(
  system: StoredData,
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
