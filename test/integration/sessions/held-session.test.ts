import type { EntityManager } from 'typeorm';
import { openingLateness, waitForOpening } from '../../support/checks/opening-lateness';
import { bookSession } from '../../support/fixtures/book-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const STARTS_IN = 8_000;
const MAX_LATE_MS = 2_000;

/** Rows of a session that another transaction may hold. */
const HELD_ROWS = {
  session: `SELECT FROM chat_sessions WHERE id = $1 FOR UPDATE`,
  conversation: `SELECT FROM conversations WHERE id =
    (SELECT conversation_id FROM chat_sessions WHERE id = $1) FOR UPDATE`,
  member: `SELECT FROM conversation_members WHERE (conversation_id, user_id) =
    (SELECT conversation_id, client_id FROM chat_sessions WHERE id = $1) FOR UPDATE`,
  capacity: `SELECT pg_advisory_xact_lock(hashtextextended('active:psychologist:' || psychologist_id, 0))
    FROM chat_sessions WHERE id = $1`,
};

describe('a session that another transaction holds', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  const bookNext = async (): Promise<string> => {
    const client = await system.addUser('client');
    const psychologist = await system.addUser('psychologist');
    const booked = await bookSession(system, client, {
      startsIn: STARTS_IN,
      psychologist,
    });
    return booked.sessionId;
  };

  it.each(Object.entries(HELD_ROWS))(
    'by its %s delays no other session',
    async (_, statement) => {
      const [held = '', ...others] = await Promise.all(Array.from({ length: 4 }, bookNext));
      await system.context.db.source.transaction(async (tx: EntityManager) => {
        await tx.query(statement, [held]);
        for (const id of others) {
          const ms = await waitForOpening(system, id, 2 * STARTS_IN);
          expect(ms).toBeLessThan(MAX_LATE_MS);
        }
        expect(await openingLateness(system, held)).toBeUndefined();
      });
      await waitFor('the held session', () => openingLateness(system, held));
    },
    60_000,
  );
});
