import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import type { ListedSlot } from '../../../src/sessions/availability/list-slots';
import { SessionHarness, wallClock } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday; the harness clock starts on the Sunday before. */
const DAY = '2025-08-11';
const NINE = Date.parse(`${DAY}T09:00:00+07:00`);

let harness: SessionHarness;
let client: TestUser;
let psychologist: TestUser;
beforeAll(async () => {
  harness = await SessionHarness.start('2025-08-10T00:00:00Z');
  client = await harness.system.addUser('client');
});
afterAll(() => harness.stop());

/** Each test has its own psychologist, working Mondays from nine to twelve. */
beforeEach(async () => {
  psychologist = await harness.system.addUser('psychologist', { hours: 'none' });
  await harness.system.query(
    `INSERT INTO weekly_hours (psychologist_id, weekday, start_minute, end_minute)
     VALUES ($1, 1, 540, 720)`,
    [psychologist.id],
  );
});

function slots(query: Record<string, string> = {}, as: TestUser = client) {
  const all = {
    date: DAY,
    timezone: 'Asia/Jakarta',
    duration: '30',
    psychologistId: psychologist.id,
    ...query,
  };
  const path = `/api/v1/counselings/slots?${new URLSearchParams(all).toString()}`;
  return harness.system.call<ListedSlot[]>('GET', path, { as });
}

async function startTimes(query: Record<string, string> = {}): Promise<string[]> {
  return (await slots(query)).body.data.map((slot) => slot.startTime);
}

interface Refusal {
  nextSlots: { startsAt: string; psychologistIds: string[] }[];
}

async function bookAt(
  startsAt: number,
  as = client,
): Promise<ApiResponse<BookedCounseling> & { nextStarts: string[] }> {
  const response = await harness.system.call<BookedCounseling>('POST', '/api/v1/counselings/book', {
    as,
    body: {
      method: 'chat',
      ...wallClock(startsAt, startsAt + 30 * MINUTE),
      psychologistId: psychologist.id,
    },
  });
  const details = response.body.details as Refusal | undefined;
  return { ...response, nextStarts: details?.nextSlots.map((slot) => slot.startsAt) ?? [] };
}

/** Books the psychologist for several clients at one time. */
async function fill(startsAt: number, count: number): Promise<void> {
  for (let booked = 0; booked < count; booked += 1) {
    const response = await bookAt(startsAt, await harness.system.addUser('client'));
    expect(response.status).toBe(201);
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

describe('free slots', () => {
  it('start on half hours within the weekly hours', async () => {
    const { body } = await slots();
    expect(body.data.map((slot) => slot.startTime)).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '11:00',
      '11:30',
    ]);
    expect(body.data[0]).toEqual({
      startsAt: iso(NINE),
      endsAt: iso(NINE + 30 * MINUTE),
      startTime: '09:00',
      endTime: '09:30',
      psychologists: [
        { id: psychologist.id, fullName: psychologist.fullName, timezone: 'Asia/Jakarta' },
      ],
    });
    expect(await startTimes({ date: '2025-08-12' })).toEqual([]);
  });

  it('fit the whole session', async () => {
    expect(await startTimes({ duration: '120' })).toEqual(['09:00', '09:30', '10:00']);
    expect((await slots({ duration: '14' })).body.code).toBe('session-too-short');
    expect((await slots({ duration: '181' })).body.code).toBe('session-too-long');
  });

  it('are given in the requested zone', async () => {
    expect(await startTimes({ timezone: 'Asia/Jayapura' })).toEqual([
      '11:00',
      '11:30',
      '12:00',
      '12:30',
      '13:00',
      '13:30',
    ]);
  });

  it('exclude time off', async () => {
    await harness.system.query(
      'INSERT INTO time_off (psychologist_id, starts_at, ends_at) VALUES ($1, $2, $3)',
      [psychologist.id, iso(NINE + HOUR), iso(NINE + 2 * HOUR)],
    );
    expect(await startTimes()).toEqual(['09:00', '09:30', '11:00', '11:30']);
    expect((await bookAt(NINE + HOUR)).body.code).toBe('psychologist-unavailable');
  });

  it("exclude the client's own sessions, for that client only", async () => {
    const busy = await harness.system.addUser('client');
    expect((await bookAt(NINE + HOUR, busy)).status).toBe(201);
    const ownStartTimes = (await slots({}, busy)).body.data.map((slot) => slot.startTime);
    expect(ownStartTimes).not.toContain('10:00');
    expect(await startTimes()).toContain('10:00');
  });

  it('disappear at five sessions and return after a cancellation', async () => {
    await fill(NINE, 4);
    expect(await startTimes()).toContain('09:00');
    const last = await harness.system.addUser('client');
    const fifth = await bookAt(NINE, last);
    expect(await startTimes()).not.toContain('09:00');
    const path = `/api/v1/counselings/${fifth.body.data.id}/cancel`;
    await harness.system.call('PUT', path, { as: last, body: {} });
    expect(await startTimes()).toContain('09:00');
  });

  it('are all bookable', async () => {
    for (const slot of (await slots()).body.data) {
      expect((await bookAt(Date.parse(slot.startsAt))).status).toBe(201);
    }
    const path = '/api/v1/counselings/user-sessions';
    const ownSessions = await harness.system.call<{ id: string }[]>('GET', path, { as: client });
    for (const { id } of ownSessions.body.data) {
      await harness.system.call('PUT', `/api/v1/counselings/${id}/cancel`, {
        as: client,
        body: {},
      });
    }
  });
});

describe('booking without capacity', () => {
  it('offers the next free slots when the psychologist is full', async () => {
    await fill(NINE, 5);
    const refused = await bookAt(NINE);
    expect(refused.body).toMatchObject({ statusCode: 409, code: 'psychologist-full' });
    expect(refused.nextStarts).toEqual(
      [1, 2, 3].map((halfHours) => iso(NINE + halfHours * 30 * MINUTE)),
    );
    expect((await bookAt(Date.parse(refused.nextStarts[0] ?? ''), client)).status).toBe(201);
  });

  it('offers the next free slots when the psychologist is not at work', async () => {
    const refused = await bookAt(NINE + 5 * HOUR);
    expect(refused.body).toMatchObject({ statusCode: 409, code: 'psychologist-unavailable' });
    // The next Monday from nine.
    expect(refused.nextStarts[0]).toBe(iso(NINE + 7 * 24 * HOUR));
  });

  it('offers other times when the client has a session then', async () => {
    const busy = await harness.system.addUser('client');
    expect((await bookAt(NINE, busy)).status).toBe(201);
    const refused = await bookAt(NINE, busy);
    expect(refused.body).toMatchObject({ statusCode: 409, code: 'client-overlap' });
    expect(refused.nextStarts[0]).toBe(iso(NINE + 30 * MINUTE));
    expect((await bookAt(Date.parse(refused.nextStarts[0] ?? ''), busy)).status).toBe(201);
  });

  it('is rejected with nobody-available when no psychologist was requested', async () => {
    // A Tuesday: no psychologist works.
    const body = { method: 'chat', ...wallClock(NINE + 24 * HOUR, NINE + 25 * HOUR) };
    const path = '/api/v1/counselings/book';
    const refused = await harness.system.call('POST', path, { as: client, body });
    expect(refused.body).toMatchObject({
      statusCode: 409,
      code: 'nobody-available',
      message: 'No psychologist available for this time',
    });
    expect((refused.body.details as Refusal).nextSlots).toHaveLength(3);
  });
});
