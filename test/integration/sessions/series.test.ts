import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import type { BookedSeries } from '../../../src/sessions/booking/book-series';
import { DateTime } from 'luxon';
import { SessionHarness, wallClock } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

let harness: SessionHarness;
let client: TestUser;
let psychologist: TestUser;
let start: number;
beforeAll(async () => {
  harness = await SessionHarness.start('2025-08-10T00:00:00Z', { BOOKING_LIMIT: '2' });
});
beforeEach(async () => {
  client = await harness.system.addUser('client');
  psychologist = await harness.system.addUser('psychologist');
  start = harness.clock.now() + 2 * DAY;
});
afterAll(() => harness.stop());

const post = <Data>(path: string, body: object, as = client): Promise<ApiResponse<Data>> =>
  harness.system.call<Data>('POST', `/api/v1/counselings/${path}`, { as, body });
const bookSeries = (weeks: number, more: object = {}): Promise<ApiResponse<BookedSeries>> =>
  post('book-series', {
    method: 'chat',
    ...wallClock(start, start + HOUR),
    psychologistId: psychologist.id,
    weeks,
    ...more,
  });
const bookAt = (
  at: number,
  as: TestUser,
  more: object = {},
): Promise<ApiResponse<BookedCounseling>> =>
  post('book', { method: 'chat', ...wallClock(at, at + HOUR), ...more }, as);
const dateOf = (at: number): string => wallClock(at, at + HOUR).date;
const counts = async (): Promise<number> => {
  const [row] = await harness.system.query<{ count: number }>(
    'SELECT count(*)::int FROM counselings WHERE client_id = $1',
    [client.id],
  );
  return row?.count ?? 0;
};
const notificationsOf = async (as: TestUser): Promise<string[]> => {
  const { data } = (
    await harness.system.call<{ kind: string }[]>('GET', '/api/v1/notifications', {
      as,
    })
  ).body;
  return data.map(({ kind }) => kind);
};

describe('weekly series', () => {
  it('books every week with one psychologist, each with its session and timers', async () => {
    const { status, body } = await bookSeries(12, { notes: 'Rahasia' });
    expect(status).toBe(201);
    const { seriesId, counselings } = body.data;
    expect(counselings.map((one) => Date.parse(one.scheduledAt))).toEqual(
      Array.from({ length: 12 }, (_, week) => start + week * WEEK),
    );
    for (const one of counselings) {
      expect(one).toMatchObject({
        seriesId,
        psychologist: { id: psychologist.id },
        notes: 'Rahasia',
      });
    }
    await harness.system.drain();
    const steps = await harness.system.query<{ count: number }>(
      `SELECT count(*)::int FROM session_steps t JOIN chat_sessions s ON s.id = t.session_id
       JOIN counselings c ON c.id = s.counseling_id WHERE c.series_id = $1`,
      [seriesId],
    );
    expect(steps[0]?.count).toBe(48);
    expect(await notificationsOf(psychologist)).toEqual(['series_booked']);
    expect(await notificationsOf(client)).toEqual(['session_invited']);
  });

  it('keeps the wall-clock time where clocks change', async () => {
    const timezone = 'Europe/Berlin';
    const body = { date: '2025-10-20', startTime: '09:00', endTime: '10:00', timezone };
    const { counselings } = (await bookSeries(2, body)).body.data;
    expect(
      counselings.map(({ scheduledAt }) =>
        DateTime.fromISO(scheduledAt, { zone: timezone }).toFormat('MM-dd HH:mm ZZ'),
      ),
    ).toEqual(['10-20 09:00 +02:00', '10-27 09:00 +01:00']);
  });

  it('books nothing and names every week that is not free', async () => {
    await bookAt(start + WEEK, client, { psychologistId: psychologist.id });
    const before = await counts();
    await bookAt(start + 2 * WEEK, await harness.system.addUser('client'), {
      method: 'video',
      psychologistId: psychologist.id,
    });
    const off = start + 3 * WEEK;
    const span = { startsAt: new Date(off).toISOString(), endsAt: new Date(off + 1).toISOString() };
    const path = '/api/v1/psychologists/me/time-off';
    await harness.system.call('POST', path, { as: psychologist, body: span });
    const { body } = await bookSeries(5);
    expect(body).toMatchObject({ statusCode: 409, code: 'series-conflict' });
    expect(body.details?.conflicts).toEqual([
      { date: dateOf(start + WEEK), code: 'client-overlap' },
      { date: dateOf(start + 2 * WEEK), code: 'psychologist-full' },
      { date: dateOf(off), code: 'psychologist-unavailable' },
    ]);
    expect(body.message).toContain(dateOf(off));
    expect(await counts()).toBe(before);
    expect(await notificationsOf(psychologist)).not.toContain('series_booked');
  });

  it('names weeks beyond the horizon and times that do not exist', async () => {
    const far = await bookSeries(3, { date: dateOf(harness.clock.now() + 170 * DAY) });
    expect(far.body.details?.conflicts).toEqual([
      { date: dateOf(harness.clock.now() + 184 * DAY), code: 'starts-too-late' },
    ]);
    // Sydney skips 02:00 to 03:00 on 5 October 2025.
    const times = { startTime: '02:15', endTime: '02:45', timezone: 'Australia/Sydney' };
    const skipped = await bookSeries(2, { ...times, date: '2025-09-28' });
    expect(skipped.body.details?.conflicts).toEqual([
      { date: '2025-10-05', code: 'time-does-not-exist' },
    ]);
  });

  it('without a requested psychologist takes one who is free every week', async () => {
    await bookAt(start + WEEK, await harness.system.addUser('client'), {
      method: 'video',
      psychologistId: psychologist.id,
    });
    const { status, body } = await bookSeries(3, { psychologistId: undefined });
    expect(status).toBe(201);
    const ids = body.data.counselings.map((one) => one.psychologist.id);
    expect(new Set(ids).size).toBe(1);
    expect(ids).not.toContain(psychologist.id);
  });

  it('counts as one open booking', async () => {
    expect((await bookSeries(4)).status).toBe(201);
    expect((await bookAt(start + DAY, client)).status).toBe(201);
    expect((await bookAt(start + 2 * DAY, client)).body.code).toBe('too-many-bookings');
    const other = { ...wallClock(start + 3 * DAY, start + 3 * DAY + HOUR) };
    expect((await bookSeries(2, other)).body.code).toBe('too-many-bookings');
  });

  it.each([1, 13, 2.5, '4', undefined])('is rejected for %p weeks', async (weeks) => {
    const { status, body } = await post('book-series', {
      method: 'chat',
      ...wallClock(start, start + HOUR),
      weeks,
    });
    expect(status).toBe(400);
    expect(body.details?.fields?.[0]?.field).toBe('weeks');
  });

  it('is booked once by concurrent requests for the same weeks', async () => {
    const responses = await Promise.all([1, 2, 3, 4].map(() => bookSeries(6)));
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of responses) {
      if (status !== 201) expect(body.code).toBe('series-conflict');
    }
    expect(await counts()).toBe(6);
  });
});
