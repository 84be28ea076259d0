import { Client } from 'pg';
import { ConversationKeys, messageContext } from '../../../src/chat/conversation-keys';
import { ContentCipher, decryptText } from '../../../src/content-cipher';
import type { SessionStatus, Step, StepOutcome } from '../../../src/enums';
import { sessionViolations } from '../../support/checks/session-invariants';
import type { FaultRun } from '../faults/run-faults';
import type { LoadLog } from '../load/load-log';
import type { ChaosSystem } from '../system/chaos-system';
import { mayBeUndone } from './evidence';
import type { CounterEvidence, Evidence, StepEvidence, StoredMessage } from './evidence';

/** Processes that were just started share their work first. */
const WARM_UP_MS = 5_000;

type Query = <Row>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** Reads what the database has at the end of a run. */
export async function collectEvidence(
  system: ChaosSystem,
  log: LoadLog,
  { past: faults, begunAt }: FaultRun,
): Promise<Evidence> {
  const client = new Client({ connectionString: system.postgres.url });
  await client.connect();
  const query: Query = async <Row>(sql: string, parameters: unknown[] = []) =>
    (await client.query(sql, parameters)).rows as Row[];
  const keys = new ConversationKeys(new ContentCipher(system.secrets.contentMasterKey));
  try {
    const sessionRows = await readSessions(query);
    const stored = await readMessages(query, keys);
    const names = new Map(log.sessions.map(({ sessionId, name }) => [sessionId, name]));
    const sessions = [];
    for (const { id, status } of sessionRows) {
      const violations = await sessionViolations({ query, context: { keys } }, id);
      sessions.push({ name: names.get(id) ?? id, status, violations });
    }
    return {
      sent: log.sent,
      stored,
      subscribers: locateSubscribers(log, { sessionRows, stored, faults }),
      sessions,
      steps: await readSteps(query, names),
      bookings: await readBookings(query, log),
      counters: await readCounters(query),
      undelivered: await readUndelivered(query),
      faults,
      measuredFrom: begunAt + WARM_UP_MS,
      ownExits: system.ownExits,
    };
  } finally {
    await client.end();
  }
}

interface SessionRow {
  id: string;
  status: SessionStatus;
  conversationId: string;
}

function readSessions(query: Query): Promise<SessionRow[]> {
  return query(`SELECT id, status, conversation_id AS "conversationId" FROM chat_sessions`);
}

async function readMessages(query: Query, keys: ConversationKeys): Promise<StoredMessage[]> {
  const rows = await query<Omit<StoredMessage, 'text'> & { content: Buffer; dataKey: Buffer }>(
    `SELECT m.id, m.conversation_id AS "conversationId", m.seq, m.content, c.data_key AS "dataKey"
     FROM messages m JOIN conversations c ON c.id = m.conversation_id ORDER BY m.id`,
  );
  return rows.map(({ content, dataKey, ...row }) => {
    const key = keys.unwrap(row.conversationId, dataKey);
    return { ...row, text: decryptText(key, content, messageContext(row.conversationId)) };
  });
}

/** Finds the conversation of each subscriber; without those of bookings that a failover undid. */
function locateSubscribers(
  log: LoadLog,
  found: { sessionRows: SessionRow[]; stored: StoredMessage[]; faults: FaultRun['past'] },
): Evidence['subscribers'] {
  const ids = new Map<string, string>();
  for (const { text, conversationId } of found.stored) {
    const [, name] = /^((?:care|support|direct)-\d+)-\d+$/.exec(text) ?? [];
    if (name !== undefined) ids.set(name, conversationId);
  }
  const undone = new Set<string>();
  for (const { name, sessionId, bookedAt } of log.sessions) {
    const row = found.sessionRows.find(({ id }) => id === sessionId);
    if (row) ids.set(name, row.conversationId);
    else if (mayBeUndone(found.faults, bookedAt)) undone.add(name);
  }
  return log.subscribers
    .filter(({ conversation }) => !undone.has(conversation))
    .map(({ transport, conversation, received, signals, liveSince, leftAt }) => ({
      ...{ transport, conversation, received, signals, liveSince, leftAt },
      conversationId: ids.get(conversation) ?? '',
    }));
}

interface StepRow {
  sessionId: string;
  step: Step;
  dueAt: number;
  doneAt: number | null;
  outcome: StepOutcome | null;
}

async function readSteps(query: Query, names: Map<string, string>): Promise<StepEvidence[]> {
  const rows = await query<StepRow>(
    `SELECT session_id AS "sessionId", step, outcome,
       extract(epoch FROM due_at)::float8 * 1000 AS "dueAt",
       extract(epoch FROM done_at)::float8 * 1000 AS "doneAt"
     FROM session_steps`,
  );
  return rows.map(({ sessionId, doneAt, outcome, ...row }) => ({
    ...row,
    session: names.get(sessionId) ?? sessionId,
    doneAt: doneAt ?? undefined,
    outcome: outcome ?? undefined,
  }));
}

async function readBookings(query: Query, log: LoadLog): Promise<Evidence['bookings']> {
  const rows = await query<{ clientId: string; stored: number }>(
    `SELECT client_id AS "clientId", count(*)::int AS stored FROM counselings GROUP BY client_id`,
  );
  const stored = new Map(rows.map((row) => [row.clientId, row.stored]));
  return log.bookings.map(({ name, clientId, bookedAt }) => ({
    ...{ name, bookedAt },
    stored: stored.get(clientId) ?? 0,
  }));
}

const COUNTERS = [
  `SELECT 'last_seq' AS counter, c.id AS "conversationId", c.last_seq AS stored,
     (SELECT count(*)::int FROM messages m WHERE m.conversation_id = c.id) AS recounted
   FROM conversations c`,
  `SELECT 'the highest seq', c.id, c.last_seq,
     (SELECT coalesce(max(m.seq), 0) FROM messages m WHERE m.conversation_id = c.id)
   FROM conversations c`,
  `SELECT 'unread_count of user ' || member.user_id, member.conversation_id, member.unread_count,
     (SELECT count(*)::int FROM messages m
      WHERE m.conversation_id = member.conversation_id AND m.seq > member.last_read_seq
        AND m.sender_id IS DISTINCT FROM member.user_id)
   FROM conversation_members member WHERE member.left_at IS NULL`,
  `SELECT 'team_unread', room.conversation_id, room.team_unread,
     (SELECT count(*)::int FROM messages m
      WHERE m.conversation_id = room.conversation_id AND m.sender_id = room.client_id
        AND m.seq > (SELECT coalesce(max(member.last_read_seq), 0) FROM conversation_members member
                     WHERE member.conversation_id = room.conversation_id
                       AND member.user_id <> room.client_id))
   FROM support_rooms room`,
];

function readCounters(query: Query): Promise<CounterEvidence[]> {
  return query(COUNTERS.join(' UNION ALL '));
}

async function readUndelivered(query: Query): Promise<string[]> {
  const rows = await query<{ text: string }>(
    `SELECT concat_ws(' ', 'event', id, kind, 'for', lane, 'was not delivered:', attempts,
       'attempts', last_error) AS text
     FROM outbox_events WHERE delivered_at IS NULL`,
  );
  return rows.map(({ text }) => text);
}
