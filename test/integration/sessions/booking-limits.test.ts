import { bookingWindowResponse } from '../../../src/api/counseling/counseling-schemas';
import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import { SessionHarness, wallClock } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let harness: SessionHarness;
let client: TestUser;
beforeAll(async () => {
  harness = await SessionHarness.start('2025-08-10T00:00:00Z', {
    BOOKING_LIMIT: '2',
    BOOKING_HORIZON: 'P30D',
    CHANGE_NOTICE: 'PT24H',
  });
});
beforeEach(async () => {
  client = await harness.system.addUser('client');
  await harness.system.addUser('psychologist');
});
afterAll(() => harness.stop());

const bookIn = (
  ms: number,
  method = 'chat',
  as = client,
): Promise<ApiResponse<BookedCounseling>> => {
  const at = harness.clock.now() + ms;
  const body = { method, ...wallClock(at, at + HOUR) };
  return harness.system.call<BookedCounseling>('POST', '/api/v1/counselings/book', { as, body });
};
const change = (
  id: string,
  path: string,
  body: object,
  as = client,
): Promise<ApiResponse<BookedCounseling>> =>
  harness.system.call<BookedCounseling>('PUT', `/api/v1/counselings/${id}/${path}`, { as, body });

describe('booking horizon', () => {
  it('rejects bookings and reschedules beyond it and names the limit', async () => {
    const far = await bookIn(30 * DAY + 1_000);
    expect(far.body).toMatchObject({
      statusCode: 400,
      code: 'starts-too-late',
      message: 'Book at most 30 days ahead. Pick an earlier time',
      details: { latest: new Date(harness.clock.now() + 30 * DAY).toISOString() },
    });
    const booked = await bookIn(30 * DAY);
    expect(booked.status).toBe(201);
    const at = harness.clock.now() + 31 * DAY;
    const moved = await change(booked.body.data.id, 'reschedule', wallClock(at, at + HOUR));
    expect(moved.body.code).toBe('starts-too-late');
    const year9999 = { ...wallClock(at, at + HOUR), date: '9999-12-30', method: 'chat' };
    const path = '/api/v1/counselings/book';
    const never = await harness.system.call<BookedCounseling>('POST', path, {
      as: client,
      body: year9999,
    });
    expect(never.body.code).toBe('starts-too-late');
  });
});

describe('booking window', () => {
  it('names the earliest and the latest start that can be booked', async () => {
    const path = '/api/v1/counselings/booking-window';
    const { body } = await harness.system.call('GET', path, {
      as: client,
      reply: bookingWindowResponse,
    });
    const now = harness.clock.now();
    expect(body.data).toEqual({
      earliest: new Date(now).toISOString(),
      latest: new Date(now + 30 * DAY).toISOString(),
    });
  });
});

describe('limit of open bookings', () => {
  it('rejects one more, of any method, until one is cancelled or over', async () => {
    const first = await bookIn(2 * DAY);
    expect((await bookIn(3 * DAY, 'video')).status).toBe(201);
    const third = await bookIn(4 * DAY);
    expect(third.body).toMatchObject({
      statusCode: 409,
      code: 'too-many-bookings',
      details: { limit: 2 },
    });
    expect(third.body.message).toContain('2 open bookings');
    expect((await bookIn(4 * DAY, 'chat', await harness.system.addUser('client'))).status).toBe(
      201,
    );
    await change(first.body.data.id, 'cancel', {});
    expect((await bookIn(4 * DAY)).status).toBe(201);
  });

  it('cannot be exceeded by concurrent bookings', async () => {
    const responses = await Promise.all([2, 3, 4, 5, 6, 7].map((days) => bookIn(days * DAY)));
    const codes = responses.map(({ status, body }) => (status === 201 ? 'booked' : body.code));
    expect(codes.filter((code) => code === 'booked')).toHaveLength(2);
    expect(codes.filter((code) => code === 'too-many-bookings')).toHaveLength(4);
  });
});

describe('notice for changes', () => {
  it('rejects a late cancellation and reschedule of the client, and names the limit', async () => {
    const booked = await bookIn(25 * HOUR);
    const { id, scheduledAt } = booked.body.data;
    const latest = new Date(Date.parse(scheduledAt) - 24 * HOUR).toISOString();
    expect(booked.body.data.changeableUntil).toBe(latest);
    harness.clock.advance(HOUR + 1_000);
    const at = Date.parse(scheduledAt) + DAY;
    const refusals = [
      await change(id, 'cancel', {}),
      await change(id, 'reschedule', wallClock(at, at + HOUR)),
    ];
    for (const { body } of refusals) {
      expect(body).toMatchObject({
        statusCode: 409,
        code: 'too-late-to-change',
        details: { latest },
      });
      expect(body.message).toContain('at least 1 day before the start');
    }
  });

  it('lets the client change at the last moment of the notice', async () => {
    const { id } = (await bookIn(25 * HOUR)).body.data;
    harness.clock.advance(HOUR);
    expect((await change(id, 'cancel', {})).status).toBe(200);
  });

  it('does not bind the psychologist', async () => {
    const psychologist = await harness.system.addUser('psychologist');
    const at = harness.clock.now() + 2 * HOUR;
    const body = { method: 'call', ...wallClock(at, at + HOUR), psychologistId: psychologist.id };
    const path = '/api/v1/counselings/book';
    const booked = await harness.system.call<BookedCounseling>('POST', path, { as: client, body });
    const { id, scheduledAt } = booked.body.data;
    const seen = await harness.system.call<BookedCounseling>('GET', `/api/v1/counselings/${id}`, {
      as: psychologist,
    });
    expect(seen.body.data.changeableUntil).toBe(scheduledAt);
    expect((await change(id, 'cancel', {})).body.code).toBe('too-late-to-change');
    expect((await change(id, 'cancel', {}, psychologist)).status).toBe(200);
  });
});
