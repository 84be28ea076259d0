import { bookSession } from '../../support/fixtures/book-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { timelineResponse } from '../../../src/api/team/team-schemas';

const OUTAGE_MS = 3_000;
const SESSION_MS = 12_000;

describe('an outage of all workers within a session', () => {
  let system: TestSystem;
  let team: TestUser;
  beforeAll(async () => {
    system = await startSystem({
      worker: false,
      env: {
        WORKER_OUTAGE: `PT${OUTAGE_MS / 1_000}S`,
        INITIAL_MESSAGE_LEAD: 'PT1S',
        END_BUTTON_LEAD: 'PT1S',
        SESSION_MIN: 'PT1S',
      },
    });
    team = await system.addUser('team');
  });
  afterAll(() => system.stop());

  interface Row {
    status: string;
    noShow: string | null;
  }

  const read = async (sessionId: string): Promise<Row> => {
    const [row] = await system.query<Row>(
      'SELECT status, no_show AS "noShow" FROM chat_sessions WHERE id = $1',
      [sessionId],
    );
    return row ?? { status: 'unknown', noShow: null };
  };
  const waitForStatus = (sessionId: string, status: string): Promise<Row> =>
    waitFor(
      status,
      async () => {
        const row = await read(sessionId);
        return row.status === status && row;
      },
      30_000,
    );
  const book = async (startsIn: number, lasts: number): Promise<string> => {
    const client = await system.addUser('client');
    const psychologist = await system.addUser('psychologist');
    return (await bookSession(system, client, { psychologist, startsIn, lasts })).sessionId;
  };
  const outagesOf = async (sessionId: string): Promise<{ from: string; until: string }[]> => {
    const path = `/api/v1/team/sessions/${sessionId}/timeline`;
    const call = { as: team, reply: timelineResponse };
    return (await system.call('GET', path, call)).body.data.outages;
  };

  it('is recorded on its timeline, and absences in it do not count; those of others do', async () => {
    const worker = system.startWorker();
    const disrupted = await book(1_000, SESSION_MS);
    await waitForStatus(disrupted, 'active');
    await worker.stop();
    const stoppedAt = Date.now();
    await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS * 1.5));
    system.startWorker();
    const startedAt = Date.now();

    expect(await waitForStatus(disrupted, 'completed')).toEqual({
      status: 'completed',
      noShow: null,
    });
    const [outage, ...others] = await outagesOf(disrupted);
    expect(others).toEqual([]);
    expect(Math.abs(Date.parse(outage?.from ?? '') - stoppedAt)).toBeLessThan(OUTAGE_MS);
    expect(Math.abs(Date.parse(outage?.until ?? '') - startedAt)).toBeLessThan(OUTAGE_MS);

    const undisturbed = await book(1_000, 2_000);
    expect(await waitForStatus(undisturbed, 'completed')).toEqual({
      status: 'completed',
      noShow: 'both',
    });
    expect(await outagesOf(undisturbed)).toEqual([]);
  }, 120_000);
});
