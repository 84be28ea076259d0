import { cancelledSeriesResponse } from '../../../src/api/shared/series-schema';
import type { BookedSeries } from '../../../src/sessions/booking/book-series';
import type { CounselingView } from '../../../src/sessions/booking/counseling-view';
import { SessionHarness, wallClock } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REASON = 'Saya pindah kota';

let harness: SessionHarness;
let client: TestUser;
let psychologist: TestUser;
beforeAll(async () => {
  harness = await SessionHarness.start('2025-08-10T00:00:00Z', { CHANGE_NOTICE: 'PT24H' });
});
beforeEach(async () => {
  client = await harness.system.addUser('client');
  psychologist = await harness.system.addUser('psychologist');
});
afterAll(() => harness.stop());

/** Books weekly sessions of one hour, the first two days ahead. */
async function bookSeries(weeks: number, method = 'chat'): Promise<BookedSeries> {
  const start = harness.clock.now() + 2 * DAY;
  const times = wallClock(start, start + HOUR);
  const body = { method, ...times, psychologistId: psychologist.id, weeks };
  const path = '/api/v1/counselings/book-series';
  const booked = await harness.system.call<BookedSeries>('POST', path, { as: client, body });
  expect(booked.status).toBe(201);
  await harness.system.drain();
  return booked.body.data;
}

const cancel = (seriesId: string, as: TestUser, headers: Record<string, string> = {}) =>
  harness.system.call('PUT', `/api/v1/counselings/series/${seriesId}/cancel`, {
    ...{ as, headers, body: { reason: REASON }, reply: cancelledSeriesResponse },
  });

const cancelForTeam = (seriesId: string, as = harness.team, body: object = { reason: REASON }) =>
  harness.system.call('POST', `/api/v1/team/series/${seriesId}/cancel`, {
    ...{ as, body, reply: cancelledSeriesResponse },
  });

async function viewOf(id: string): Promise<CounselingView> {
  const path = `/api/v1/counselings/${id}`;
  return (await harness.system.call<CounselingView>('GET', path, { as: client })).body.data;
}

async function cancellationsOf(as: TestUser): Promise<(string | undefined)[]> {
  const listed = await harness.system.call<{ kind: string; counselingId: string }[]>(
    'GET',
    '/api/v1/notifications',
    { as },
  );
  return listed.body.data
    .filter(({ kind }) => kind === 'session_cancelled')
    .map(({ counselingId }) => counselingId);
}

describe('cancelling a weekly series', () => {
  it('cancels every session, notifies the other participant of each and frees the times', async () => {
    const { seriesId, counselings } = await bookSeries(4);
    const { status, body } = await cancel(seriesId, client);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      seriesId,
      results: counselings.map(({ id, scheduledAt, chatSession }) => ({
        ...{ counselingId: id, sessionId: chatSession?.sessionId, scheduledAt },
        keptBecause: null,
      })),
    });
    for (const { id } of counselings) {
      expect(await viewOf(id)).toMatchObject({
        status: 'cancelled',
        cancelReason: REASON,
        chatSession: { status: 'cancelled', endedBy: 'client' },
      });
    }
    const ids = counselings.map(({ id }) => id).sort();
    expect((await cancellationsOf(psychologist)).sort()).toEqual(ids);
    expect(await cancellationsOf(client)).toEqual([]);
    for (const { chatSession } of counselings) {
      await harness.timers.waitUntilEmpty(chatSession?.sessionId ?? '');
    }
    await bookSeries(4);
  });

  it('names the sessions that stay: cancelled before, or too close for the client', async () => {
    const { seriesId, counselings } = await bookSeries(4);
    const [first, second] = counselings as [CounselingView, CounselingView];
    const path = `/api/v1/counselings/${first.id}/cancel`;
    expect((await harness.system.call('PUT', path, { as: client, body: {} })).status).toBe(200);
    harness.clock.set(Date.parse(second.scheduledAt) - DAY + 1);
    const keptBy = async (as: TestUser) =>
      (await cancel(seriesId, as)).body.data.results.map(({ keptBecause }) => keptBecause);
    expect(await keptBy(client)).toEqual(['counseling-closed', 'too-late-to-change', null, null]);
    expect((await viewOf(second.id)).status).toBe('booked');
    // The notice does not bind the psychologist.
    const closed = 'counseling-closed';
    expect(await keptBy(psychologist)).toEqual([closed, null, closed, closed]);
    expect(await cancellationsOf(client)).toEqual([second.id]);
  });

  it('leaves a running session to its participants', async () => {
    const { seriesId, counselings } = await bookSeries(2);
    const running = counselings[0]?.chatSession?.sessionId ?? '';
    harness.clock.set(Date.parse(counselings[0]?.scheduledAt ?? '') - 60_000);
    expect((await harness.teamAction('start', running)).status).toBe(200);
    for (const cancelled of [await cancel(seriesId, client), await cancelForTeam(seriesId)]) {
      expect(cancelled.body.data.results[0]?.keptBecause).toBe('counseling-started');
    }
    expect((await viewOf(counselings[0]?.id ?? '')).chatSession?.status).toBe('active');
    expect((await viewOf(counselings[1]?.id ?? '')).status).toBe('cancelled');
  });

  it('works for methods without a session', async () => {
    const { seriesId, counselings } = await bookSeries(3, 'video');
    harness.clock.set(Date.parse(counselings[0]?.scheduledAt ?? '') + HOUR);
    const { body } = await cancel(seriesId, client);
    expect(body.data.results.map(({ keptBecause }) => keptBecause)).toEqual([
      'counseling-closed',
      null,
      null,
    ]);
    expect(await cancellationsOf(psychologist)).toHaveLength(2);
  });

  it('cancels each session once when both participants and the team cancel at once', async () => {
    const { seriesId, counselings } = await bookSeries(3);
    const all = await Promise.all([
      cancel(seriesId, client),
      cancel(seriesId, psychologist),
      cancelForTeam(seriesId),
    ]);
    const cancelled = all.flatMap(({ status, body }) => {
      expect(status).toBe(200);
      return body.data.results.filter(({ keptBecause }) => keptBecause === null);
    });
    expect(cancelled.map(({ counselingId }) => counselingId)).toEqual(
      counselings.map(({ id }) => id),
    );
  });

  it('returns the first answer to a repeat with the same Idempotency-Key', async () => {
    const { seriesId } = await bookSeries(2);
    const headers = { 'Idempotency-Key': `series-${seriesId}` };
    const first = await cancel(seriesId, client, headers);
    const repeated = await cancel(seriesId, client, headers);
    expect(repeated.body.data).toEqual(first.body.data);
    expect(first.body.data.results.map(({ keptBecause }) => keptBecause)).toEqual([null, null]);
  });

  it('by the team needs a reason, shows it to both participants and is audited per session', async () => {
    const { seriesId, counselings } = await bookSeries(2);
    const refused = await cancelForTeam(seriesId, harness.team, {});
    expect(refused.body).toMatchObject({ statusCode: 400, code: 'invalid-input' });
    expect((await cancelForTeam(seriesId)).status).toBe(200);
    for (const { id, chatSession } of counselings) {
      expect(await viewOf(id)).toMatchObject({ status: 'cancelled', cancelReason: REASON });
      const { acts } = await harness.timeline({ sessionId: chatSession?.sessionId ?? '' });
      expect(acts).toMatchObject([{ action: 'session.cancel', by: { id: harness.team.id } }]);
    }
    for (const user of [client, psychologist]) expect(await cancellationsOf(user)).toHaveLength(2);
  });

  it('is for its participants, and for the team through its own API', async () => {
    const { seriesId } = await bookSeries(2);
    const stranger = await harness.system.addUser('client');
    for (const user of [stranger, harness.team]) {
      const refused = await cancel(seriesId, user);
      expect(refused.body).toMatchObject({ statusCode: 403, code: 'not-your-counseling' });
    }
    for (const user of [client, psychologist]) {
      expect((await cancelForTeam(seriesId, user)).status).toBe(403);
    }
    for (const unknown of ['42', '00000000-0000-4000-8000-000000000000']) {
      const missing = await cancel(unknown, client);
      expect(missing.body).toMatchObject({ statusCode: 404, code: 'counseling-not-found' });
      expect((await cancelForTeam(unknown)).status).toBe(404);
    }
  });

  it('is possible for the team from the session that it shows', async () => {
    const { seriesId, counselings } = await bookSeries(2);
    const sessionId = counselings[0]?.chatSession?.sessionId ?? '';
    const path = `/api/v1/team/sessions?sessionId=${sessionId}`;
    const listed = await harness.system.call('GET', path, { as: harness.team });
    expect(listed.body.data).toMatchObject([{ seriesId }]);
  });
});
