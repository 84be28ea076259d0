import type { MessageView } from '../../../src/chat/messages/message-view';
import { Client } from 'pg';
import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

/** The default of `DATABASE_LOCK_TIMEOUT`. */
const LOCK_TIMEOUT_MS = 2_000;
/** More than the batches and transactions that a process has for messages. */
const LOCKED = 8;

interface Sent {
  response: ApiResponse;
  ms: number;
}

describe('conversations locked by a transaction that never ends', () => {
  let system: TestSystem;
  let holder: Client;
  let sessions: ActiveSession[];

  beforeAll(async () => {
    system = await startSystem({
      worker: false,
      env: { DATABASE_LOCK_TIMEOUT: `PT${LOCK_TIMEOUT_MS / 1_000}S` },
    });
    holder = new Client({ connectionString: system.databaseUrl });
    await holder.connect();
    sessions = [];
    for (let index = 0; index < LOCKED + 3; index += 1) {
      sessions.push(await createActiveSession(system));
    }
  }, 120_000);
  afterAll(async () => {
    await holder.end();
    await system.stop();
  });

  async function send({ sessionId, client }: ActiveSession, message: string): Promise<Sent> {
    const startedAt = performance.now();
    const response = await system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message, messageType: 'text' },
    });
    return { response, ms: performance.now() - startedAt };
  }

  const lockRows = (table: 'conversations' | 'support_rooms', ids: string[]): Promise<unknown> =>
    holder.query(
      `SELECT FROM ${table} WHERE ${table === 'conversations' ? 'id' : 'conversation_id'} IN (
         SELECT conversation_id FROM chat_sessions WHERE id = ANY($1)) FOR UPDATE`,
      [ids],
    );

  it('wait alone, then refuse with 503; all others go on', async () => {
    const locked = sessions.slice(0, LOCKED);
    const others = sessions.slice(LOCKED);
    for (const session of sessions) await send(session, 'before');
    await holder.query('BEGIN');
    await lockRows(
      'conversations',
      locked.map(({ sessionId }) => sessionId),
    );
    const stuck = locked.flatMap((session) => [send(session, 'stuck'), send(session, 'stuck too')]);
    let isSettled = false;
    const refused = Promise.all(stuck).finally(() => (isSettled = true));
    const slowest: number[] = [];
    while (!isSettled) {
      const sent = await Promise.all(others.map((session) => send(session, 'during')));
      expect(sent.map(({ response }) => response.status)).toEqual(others.map(() => 201));
      slowest.push(Math.max(...sent.map(({ ms }) => ms)));
    }
    expect(slowest.length).toBeGreaterThan(2);
    // Shorter than one wait for a lock, so they waited for none.
    expect(Math.max(...slowest)).toBeLessThan(LOCK_TIMEOUT_MS);
    for (const { response, ms } of await refused) {
      expect([response.status, response.body.code]).toEqual([503, 'unavailable']);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      // A message may wait for a later batch first, and then for the lock itself.
      expect(ms).toBeLessThan(2 * LOCK_TIMEOUT_MS + 1_000);
    }
    await holder.query('ROLLBACK');
    const after = await Promise.all(locked.map((session) => send(session, 'after')));
    expect(after.map(({ response }) => response.status)).toEqual(locked.map(() => 201));
  }, 60_000);

  it('accept in order what was sent while they were locked, once the lock is free', async () => {
    const [session] = sessions as [ActiveSession];
    await holder.query('BEGIN');
    await lockRows('conversations', [session.sessionId]);
    const waiting = ['a', 'b', 'c'].map((text) => send(session, text));
    await waitFor('the wait', async () => {
      const [row] = await system.query<{ waiting: boolean }>(
        `SELECT EXISTS (SELECT FROM pg_stat_activity
           WHERE wait_event_type = 'Lock' AND datname = current_database()) AS waiting`,
      );
      return row?.waiting;
    });
    await holder.query('ROLLBACK');
    const sent = await Promise.all(waiting);
    expect(sent.map(({ response }) => response.status)).toEqual([201, 201, 201]);
    const seqs = sent.map(({ response }) => (response.body.data as MessageView).seq);
    expect(seqs).toEqual([...seqs].sort((one, other) => one - other));
  });
});
