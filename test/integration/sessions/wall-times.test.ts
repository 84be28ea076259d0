import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import type { ZoneCorrectionView } from '../../../src/sessions/booking/list-zone-corrections';
import { correctWallTimes } from '../../../src/sessions/booking/correct-wall-times';
import { SessionHarness, wallClock } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

/** As if the zone had been an hour further ahead of UTC when the booking was made. */
const bookUnderOldRules = async (counselingId: string): Promise<void> => {
  await harness.system.query(
    `UPDATE counselings SET starts_at = starts_at - interval '1 hour',
       ends_at = ends_at - interval '1 hour' WHERE id = $1`,
    [counselingId],
  );
};
const correct = () => correctWallTimes(harness.system.context.sessions);
const startOf = async (id: string, as: TestUser): Promise<number> =>
  Date.parse(
    (await harness.system.call<BookedCounseling>('GET', `/api/v1/counselings/${id}`, { as })).body
      .data.scheduledAt,
  );
const corrections = async () =>
  (
    await harness.system.call<ZoneCorrectionView[]>('GET', '/api/v1/team/zone-corrections', {
      as: harness.team,
    })
  ).body.data;
const kindsOf = async (as: TestUser): Promise<string[]> => {
  const { data } = (
    await harness.system.call<{ kind: string }[]>('GET', '/api/v1/notifications', {
      as,
    })
  ).body;
  return data.map(({ kind }) => kind);
};

describe('bookings under changed time zone rules', () => {
  let session: TestSession;
  beforeEach(async () => {
    session = await harness.book({ startsIn: 2 * DAY });
  });

  it('keep their wall time: timers move, both are notified, the team sees it', async () => {
    const { client, psychologist, counselingId, startsAt } = session;
    await bookUnderOldRules(counselingId);
    expect(await correct()).toEqual({ moved: 1, unresolved: 0 });
    expect(await startOf(counselingId, client)).toBe(startsAt);
    for (const user of [client, psychologist]) {
      expect(await kindsOf(user)).toContain('session_rescheduled');
    }
    expect(await corrections()).toContainEqual({
      counselingId,
      sessionId: session.sessionId,
      clientName: client.fullName,
      psychologistName: psychologist.fullName,
      timezone: 'Asia/Jakarta',
      bookedStart: `${wallClock(startsAt, session.endsAt).date}T07:00:00`,
      previousStart: new Date(startsAt - HOUR).toISOString(),
      movedTo: new Date(startsAt).toISOString(),
      problem: null,
      foundAt: new Date(harness.clock.now()).toISOString(),
    });
    expect(await correct()).toEqual({ moved: 0, unresolved: 0 });
    const { steps } = await harness.timeline(session);
    const planned = steps.filter((step) => step.state === 'planned');
    expect(planned.map(({ plannedAt }) => plannedAt)).toContain(new Date(startsAt).toISOString());
    expect(planned.every(({ generation }) => generation === 2)).toBe(true);
  });

  it('are corrected when a worker starts', async () => {
    await bookUnderOldRules(session.counselingId);
    harness.system.startWorker();
    await waitFor('the correction', async () =>
      (await startOf(session.counselingId, session.client)) === session.startsAt ? true : undefined,
    );
  });

  it('are left alone when a move is impossible, and the team sees why', async () => {
    const { client, counselingId, startsAt } = session;
    await bookUnderOldRules(counselingId);
    const other = wallClock(startsAt, startsAt + HOUR / 2);
    const blocking = await harness.system.call('POST', '/api/v1/counselings/book', {
      as: client,
      body: { method: 'call', ...other },
    });
    expect(blocking.status).toBe(201);
    expect(await correct()).toEqual({ moved: 0, unresolved: 1 });
    expect(await correct()).toEqual({ moved: 0, unresolved: 1 });
    const listed = (await corrections()).filter((one) => one.counselingId === counselingId);
    expect(listed).toMatchObject([{ movedTo: null, problem: 'client-overlap' }]);
    expect(await startOf(counselingId, client)).toBe(startsAt - HOUR);
    await harness.cancel(session, client);
    expect((await corrections()).map((one) => one.counselingId)).not.toContain(counselingId);
  });

  it('of an earlier release get their wall time from the present rules', async () => {
    const { counselingId } = session;
    await harness.system.query('UPDATE counselings SET local_start = NULL WHERE id = $1', [
      counselingId,
    ]);
    expect(await correct()).toEqual({ moved: 0, unresolved: 0 });
    const [row] = await harness.system.query<{ local_start: string }>(
      'SELECT local_start FROM counselings WHERE id = $1',
      [counselingId],
    );
    expect(row?.local_start).toMatch(/T07:00:00$/);
  });

  it('without a chat are moved as well', async () => {
    const { client, psychologist } = session;
    const at = session.startsAt + DAY;
    const body = {
      method: 'in_person',
      ...wallClock(at, at + HOUR),
      psychologistId: psychologist.id,
    };
    const path = '/api/v1/counselings/book';
    const { id } = (await harness.system.call<BookedCounseling>('POST', path, { as: client, body }))
      .body.data;
    await bookUnderOldRules(id);
    expect(await correct()).toEqual({ moved: 1, unresolved: 0 });
    expect(await startOf(id, client)).toBe(at);
    expect(await kindsOf(client)).toContain('session_rescheduled');
  });
});
