import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import { DateTime } from 'luxon';
import { bookedResponse } from '../../../src/api/counseling/counseling-schemas';
import type { ListedPsychologist } from '../../../src/sessions/availability/list-psychologists';
import type { OwnAvailability } from '../../../src/sessions/availability/own-availability';
import { bookSession, bookingBody } from '../../support/fixtures/book-session';
import { createUsers } from '../../support/fixtures/create-users';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOURS = '/api/v1/psychologists/me/hours';
const TIME_OFF = '/api/v1/psychologists/me/time-off';
const ALWAYS = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  startTime: '00:00',
  endTime: '24:00',
}));

let system: TestSystem;
let psychologist: TestUser;
beforeAll(async () => {
  system = await startSystem({ worker: false });
});
beforeEach(async () => {
  psychologist = await system.addUser('psychologist', { timezone: 'Asia/Makassar' });
});
afterAll(() => system.stop());

const setHours = (hours: unknown, more: object = {}): Promise<ApiResponse<OwnAvailability>> =>
  system.call('PUT', HOURS, { as: psychologist, body: { hours, ...more } });
const takeOff = (startsAt: string, endsAt: string): Promise<ApiResponse<OwnAvailability>> =>
  system.call('POST', TIME_OFF, { as: psychologist, body: { startsAt, endsAt } });
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const fieldsOf = ({ body }: ApiResponse): string[] =>
  (body.details?.fields as { field: string; message: string }[]).map(
    ({ field, message }) => `${field}: ${message}`,
  );
const bookWithMe = async (startsIn: number, method = 'chat') =>
  bookSession(system, await system.addUser('client'), { psychologist, startsIn, method });
const tryToBook = async (startsIn: number): Promise<ApiResponse> =>
  system.call('POST', '/api/v1/counselings/book', {
    as: await system.addUser('client'),
    body: bookingBody({ startsIn, psychologist }),
  });

describe('weekly hours', () => {
  it('are replaced as a whole and visible to all users', async () => {
    const hours = [
      { weekday: 5, startTime: '13:00', endTime: '24:00' },
      { weekday: 1, startTime: '09:00', endTime: '12:00' },
      { weekday: 1, startTime: '12:00', endTime: '12:01' },
    ];
    const response = await setHours(hours, { timezone: 'Asia/Jayapura' });
    expect(response.status).toBe(200);
    const sorted = [hours[1], hours[2], hours[0]];
    const { id, fullName } = psychologist;
    const own = { timezone: 'Asia/Jayapura', weeklyHours: sorted, timeOff: [], dates: [] };
    const now = { id, fullName, ...own, bufferMinutes: 0 };
    expect(response.body.data).toEqual({ ...now, affected: [] });
    const listed = await system.call('GET', '/api/v1/psychologists', {
      as: await system.addUser('client'),
    });
    expect(listed.body.data).toContainEqual(now);
  });

  it('keep the time zone when none is given and may be empty', async () => {
    const { data } = (await setHours([])).body;
    expect(data).toMatchObject({ timezone: 'Asia/Makassar', weeklyHours: [] });
    expect((await tryToBook(2 * HOUR)).body.code).toBe('psychologist-unavailable');
  });

  it('keep bookings and list those now outside', async () => {
    const video = await bookWithMe(2 * DAY, 'video');
    const chat = await bookWithMe(DAY);
    const { data } = (await setHours([])).body;
    expect(data.affected).toMatchObject([
      { counselingId: chat.counselingId, sessionId: chat.sessionId, method: 'chat' },
      { counselingId: video.counselingId, sessionId: null, method: 'video' },
    ]);
    const [first] = data.affected;
    const booked = chat.response.body.data;
    expect(first?.client).toEqual(booked.client);
    expect(first?.startsAt).toBe(booked.scheduledAt);
    const unchanged = await system.call('GET', `/api/v1/counselings/${chat.counselingId}`, {
      as: psychologist,
    });
    expect(unchanged.body.data).toMatchObject({ status: 'booked' });
    expect((await setHours(ALWAYS)).body.data.affected).toEqual([]);
  });

  it('do not list cancelled bookings', async () => {
    const { counselingId } = await bookWithMe(DAY);
    const path = `/api/v1/counselings/${counselingId}/cancel`;
    await system.call('PUT', path, { as: psychologist, body: {} });
    expect((await setHours([])).body.data.affected).toEqual([]);
  });

  it.each([
    [
      'empty',
      [{ weekday: 1, startTime: '09:00', endTime: '09:00' }],
      'hours.0.endTime: must be later',
    ],
    [
      'backwards',
      [{ weekday: 1, startTime: '24:00', endTime: '09:00' }],
      'hours.0.startTime: must be',
    ],
    [
      'over midnight',
      [{ weekday: 1, startTime: '22:00', endTime: '02:00' }],
      'hours.0.endTime: must',
    ],
    [
      'overlapping',
      [
        { weekday: 2, startTime: '09:00', endTime: '12:00' },
        { weekday: 3, startTime: '11:00', endTime: '13:00' },
        { weekday: 2, startTime: '11:59', endTime: '13:00' },
      ],
      'hours.2.startTime: overlaps 09:00 to 12:00 of the same day',
    ],
    [
      'on an invalid day',
      [{ weekday: 8, startTime: '09:00', endTime: '12:00' }],
      'hours.0.weekday: must be 1',
    ],
    [
      'at an invalid time',
      [{ weekday: 1, startTime: '9', endTime: '25:00' }],
      'hours.0.startTime: must be a time',
    ],
    ['no list', {}, 'hours: must be a list'],
    ['too many', Array.from({ length: 101 }, () => ALWAYS[0]), 'hours: must have at most 100'],
  ])('are rejected by field when %s', async (_, hours, fault) => {
    const response = await setHours(hours);
    expect(response.status).toBe(400);
    expect(fieldsOf(response)[0]).toMatch(new RegExp(`^${fault}`));
  });

  it('are rejected with all faults at once and without a change', async () => {
    const response = await setHours(
      [
        { weekday: 1, startTime: '10:00', endTime: '09:00' },
        { weekday: 2, startTime: '10:00', endTime: '10:00' },
      ],
      { timezone: 'Mars/Olympus' },
    );
    expect(fieldsOf(response).map((fault) => fault.split(':')[0])).toEqual([
      'hours.0.endTime',
      'hours.1.endTime',
      'timezone',
    ]);
    expect((await tryToBook(2 * HOUR)).status).toBe(201);
  });
});

describe('time off', () => {
  it('is added with an id, blocks bookings and can be removed', async () => {
    const added = await takeOff(inMs(HOUR), inMs(5 * HOUR));
    expect(added.status).toBe(201);
    const [off] = added.body.data.timeOff;
    expect((await tryToBook(2 * HOUR)).body.code).toBe('psychologist-unavailable');
    const listed = await system.call<ListedPsychologist[]>('GET', '/api/v1/psychologists', {
      as: psychologist,
    });
    const entry = listed.body.data.find((one) => one.id === psychologist.id);
    expect(entry?.timeOff).toEqual([off]);

    const removed = await system.call('DELETE', `${TIME_OFF}/${off?.id}`, { as: psychologist });
    expect(removed.body.data).toMatchObject({ timeOff: [], affected: [] });
    expect((await tryToBook(2 * HOUR)).status).toBe(201);
    const repeated = await system.call('DELETE', `${TIME_OFF}/${off?.id}`, { as: psychologist });
    expect(repeated.body.code).toBe('time-off-not-found');
  });

  it('lists overlapping bookings, not adjacent ones', async () => {
    const before = (await bookWithMe(DAY)).response.body.data;
    const within = (await bookWithMe(DAY + 2 * HOUR)).response.body.data;
    const after = (await bookWithMe(DAY + 4 * HOUR)).response.body.data;
    const { data } = (await takeOff(before.endsAt, after.scheduledAt)).body;
    expect(data.affected.map((one) => one.counselingId)).toEqual([within.id]);
  });

  it.each([
    ['backwards', 5 * HOUR, HOUR, 'endsAt: must be later than startsAt'],
    ['empty', HOUR, HOUR, 'endsAt: must be later than startsAt'],
    ['over', -5 * HOUR, -HOUR, 'endsAt: is in the past'],
    ['in a far future', HOUR, 4 * 365 * DAY, 'endsAt: must be within the next 3 years'],
  ])('is rejected by field when %s', async (_, from, to, fault) => {
    const now = Date.now();
    const at = (ms: number): string => new Date(now + ms).toISOString();
    expect(fieldsOf(await takeOff(at(from), at(to)))).toEqual([fault]);
  });

  it('is rejected when it overlaps another, also concurrently', async () => {
    const [from, to] = [inMs(DAY), inMs(2 * DAY)];
    const responses = await Promise.all(Array.from({ length: 8 }, () => takeOff(from, to)));
    const added = responses.filter(({ status }) => status === 201);
    expect(added).toHaveLength(1);
    for (const response of responses.filter(({ status }) => status !== 201)) {
      expect(fieldsOf(response)).toEqual([
        `startsAt: overlaps your time off from ${from} to ${to}`,
      ]);
    }
    expect((await takeOff(to, inMs(3 * DAY))).status).toBe(201);
  });
});

describe('hours of a date', () => {
  const DATES = '/api/v1/psychologists/me/dates';
  const date = inZone(10 * DAY);
  const setDate = (hours: unknown, day = date): Promise<ApiResponse<OwnAvailability>> =>
    system.call('PUT', `${DATES}/${day}`, { as: psychologist, body: { hours } });
  /** The date of an instant in the psychologist's zone. */
  function inZone(ms: number): string {
    return DateTime.fromMillis(Date.now() + ms, { zone: 'Asia/Makassar' }).toFormat('yyyy-MM-dd');
  }
  const bookOn = async (day: string, startTime: string): Promise<ApiResponse<BookedCounseling>> =>
    system.call<BookedCounseling>('POST', '/api/v1/counselings/book', {
      as: await system.addUser('client'),
      body: {
        ...{ method: 'chat', date: day, startTime, endTime: `${startTime.slice(0, 2)}:45` },
        ...{ timezone: 'Asia/Makassar', psychologistId: psychologist.id },
      },
    });

  it('replace the weekly ones on that date only, until they are removed', async () => {
    await setHours([]);
    const hours = [
      { startTime: '13:00', endTime: '14:00' },
      { startTime: '19:00', endTime: '24:00' },
    ];
    const { status, body } = await setDate(hours);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ dates: [{ date, hours }], weeklyHours: [] });
    expect((await bookOn(date, '13:00')).status).toBe(201);
    expect((await bookOn(date, '15:00')).body.code).toBe('psychologist-unavailable');
    expect((await bookOn(inZone(11 * DAY), '13:00')).body.code).toBe('psychologist-unavailable');
    const removed = await system.call<OwnAvailability>('DELETE', `${DATES}/${date}`, {
      as: psychologist,
    });
    expect(removed.body.data.dates).toEqual([]);
    expect(removed.body.data.affected).toHaveLength(1);
    expect((await bookOn(date, '13:00')).body.code).toBe('psychologist-unavailable');
    const repeated = await system.call<OwnAvailability>('DELETE', `${DATES}/${date}`, {
      as: psychologist,
    });
    expect(repeated.body).toMatchObject({ statusCode: 404, code: 'date-hours-not-found' });
  });

  it('may be none, and then list the bookings of the date', async () => {
    const booked = await bookOn(date, '10:00');
    const { data } = (await setDate([])).body;
    expect(data.affected.map((one) => one.counselingId)).toEqual([booked.body.data.id]);
    expect((await bookOn(date, '11:00')).body.code).toBe('psychologist-unavailable');
  });

  it('are visible to clients', async () => {
    await setDate([{ startTime: '13:00', endTime: '14:00' }]);
    const listed = await system.call<ListedPsychologist[]>('GET', '/api/v1/psychologists', {
      as: await system.addUser('client'),
    });
    const entry = listed.body.data.find((one) => one.id === psychologist.id);
    expect(entry?.dates).toEqual([{ date, hours: [{ startTime: '13:00', endTime: '14:00' }] }]);
  });

  it.each([
    ['in the past', inZone(-3 * DAY), [], 'date: is in the past'],
    ['far ahead', inZone(4 * 365 * DAY), [], 'date: must be within the next 3 years'],
    ['malformed', '2025-02-30', [], 'date: must be a date'],
    ['empty', date, [{ startTime: '09:00', endTime: '09:00' }], 'hours.0.endTime: must be later'],
    [
      'overlapping',
      date,
      [
        { startTime: '09:00', endTime: '12:00' },
        { startTime: '11:00', endTime: '13:00' },
      ],
      'hours.1.startTime: overlaps 09:00 to 12:00',
    ],
  ])('are rejected when %s', async (_, day, hours, fault) => {
    const response = await setDate(hours, day);
    expect(response.status).toBe(400);
    expect(fieldsOf(response)[0]).toMatch(new RegExp(`^${fault}`));
  });
});

describe('buffer between sessions', () => {
  const setBuffer = (minutes: unknown): Promise<ApiResponse<OwnAvailability>> =>
    system.call('PUT', '/api/v1/psychologists/me/buffer', { as: psychologist, body: { minutes } });

  it('is free before and after each session', async () => {
    expect((await setBuffer(15)).body.data.bufferMinutes).toBe(15);
    const { data } = (await bookWithMe(DAY)).response.body;
    const gap = async (minutes: number): Promise<ApiResponse> => {
      const from = Date.parse(data.endsAt) - Date.now() + minutes * 60_000;
      return tryToBook(from);
    };
    expect((await gap(0)).body.code).toBe('psychologist-full');
    expect((await gap(14)).body.code).toBe('psychologist-full');
    expect((await gap(16)).status).toBe(201);
    const before = Date.parse(data.scheduledAt) - Date.now() - 30 * 60_000;
    expect((await tryToBook(before - 10 * 60_000)).body.code).toBe('psychologist-full');
    expect((await tryToBook(before - 16 * 60_000)).status).toBe(201);
    await setBuffer(0);
    expect((await gap(46)).status).toBe(201);
  });

  it.each([-1, 121, 7.5, '15', undefined])('is rejected for %p minutes', async (minutes) => {
    const response = await setBuffer(minutes);
    expect(response.status).toBe(400);
    expect(fieldsOf(response)[0]).toMatch(/^minutes: /);
  });
});

describe('a change of hours over a booking', () => {
  const kindsOf = async (as: TestUser): Promise<string[]> => {
    const { data } = (await system.call<{ kind: string }[]>('GET', '/api/v1/notifications', { as }))
      .body;
    return data.map(({ kind }) => kind);
  };
  const outside = async (as: TestUser): Promise<number> =>
    (await kindsOf(as)).filter((kind) => kind === 'session_outside_hours').length;

  it.each(['chat', 'in_person'])('notifies client and psychologist of %s once', async (method) => {
    const client = await system.addUser('client');
    await bookSession(system, client, { psychologist, startsIn: 2 * DAY, method });
    const [unaffected] = [await system.addUser('client')];
    await bookSession(system, unaffected, { psychologist, startsIn: 5 * DAY, method });
    await takeOff(inMs(DAY), inMs(3 * DAY));
    expect([await outside(client), await outside(psychologist)]).toEqual([1, 1]);
    expect(await outside(unaffected)).toBe(0);
    await setHours([]);
    // The first booking was in conflict before.
    expect([await outside(client), await outside(unaffected)]).toEqual([1, 1]);
    await setHours([]);
    expect([await outside(unaffected), await outside(psychologist)]).toEqual([1, 2]);
  });

  it('notifies again when the hours returned and changed once more', async () => {
    const client = await system.addUser('client');
    await bookSession(system, client, { psychologist, startsIn: 2 * DAY });
    await setHours([]);
    await setHours(ALWAYS);
    expect(await outside(client)).toBe(1);
    await setHours([]);
    expect(await outside(client)).toBe(2);
  });
});

describe('bookings concurrent with a change of hours', () => {
  it('are either rejected or listed, never lost', async () => {
    for (let round = 0; round < 5; round += 1) {
      const me = (psychologist = await system.addUser('psychologist'));
      const clients = await createUsers(system, 'client', 4);
      const body = bookingBody({ startsIn: DAY, psychologist: me });
      const booking = clients.map((as) =>
        system.call('POST', '/api/v1/counselings/book', { as, body, reply: bookedResponse }),
      );
      const [closed, ...responses] = await Promise.all([
        round % 2 ? setHours([]) : takeOff(inMs(HOUR), inMs(2 * DAY)),
        ...booking,
      ]);
      const booked = responses
        .filter(({ status }) => status === 201)
        .map((one) => one.body.data.id);
      const refused = responses.filter(({ status }) => status !== 201).map((one) => one.body.code);
      expect(refused.every((code) => code === 'psychologist-unavailable')).toBe(true);
      const named = closed.body.data.affected;
      expect(named.map((one) => one.counselingId).sort()).toEqual(booked.sort());
    }
  });
});
