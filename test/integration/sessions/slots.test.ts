import { randomUUID } from 'node:crypto';
import { addUser } from '../../../src/users/add-user';
import type { NewUser } from '../../../src/users/add-user';
import type { Principal } from '../../../src/users/principal';
import { Counseling } from '../../../src/database/entities/sessions/counseling';
import { TimeOff } from '../../../src/database/entities/sessions/time-off';
import { User } from '../../../src/database/entities/users/user';
import { resolveLocalSpan } from '../../../src/sessions/booking/local-time';
import { rankPsychologists } from '../../../src/sessions/booking/rank-psychologists';
import { findFreeSlots } from '../../../src/sessions/availability/find-free-slots';
import type { SlotSearch } from '../../../src/sessions/availability/find-free-slots';
import { listSlots, slotsSchema } from '../../../src/sessions/availability/list-slots';
import type { ListedSlot } from '../../../src/sessions/availability/list-slots';
import { openDatabaseFixture } from '../../support/harness/database-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';
import { TestClock } from '../../support/harness/test-clock';

const MINUTE = 60_000;
const DAY = 86_400_000;
const JAKARTA = 'Asia/Jakarta';
/** A Monday. */
const DATE = '2026-03-02';
const MORNING = [{ weekday: 1, startMinute: 540, endMinute: 720 }];

const jakarta = (text: string): number => Date.parse(`${text}+07:00`);

describe('free slots', () => {
  let fixture: DatabaseFixture;
  let clock: TestClock;
  let client: Principal;
  let userCount = 0;
  const rules = { sessionMin: 15 * MINUTE, sessionMax: 180 * MINUTE, bookingNotice: 0 };

  beforeAll(async () => {
    fixture = await openDatabaseFixture();
  });
  beforeEach(async () => {
    clock = new TestClock('2026-02-20T00:00:00Z');
    client = { id: await add({ role: 'client' }), role: 'client', fullName: '', email: '' };
  });
  afterEach(async () => {
    // The hours and the time off of a user are deleted with it.
    for (const entity of [Counseling, User]) {
      await fixture.db.source.createQueryBuilder().delete().from(entity).execute();
    }
  });
  afterAll(() => fixture.close());

  function add(more: Partial<NewUser>): Promise<string> {
    userCount += 1;
    return addUser(fixture.db.source.manager, {
      email: `person${userCount}@example.test`,
      fullName: `Person ${userCount}`,
      role: 'psychologist',
      password: { hash: 'none' },
      ...more,
    });
  }

  interface Taken {
    psychologistId: string;
    clientId?: string;
    from: number;
    minutes?: number;
    released?: boolean;
  }

  async function take({ psychologistId, clientId, from, minutes = 60, released }: Taken) {
    const id = randomUUID();
    await fixture.db.source.query(
      `INSERT INTO counselings (id, client_id, psychologist_id, method, starts_at, ends_at, timezone, released_at)
       VALUES ($1, $2, $3, 'chat', $4, $5, 'UTC', $6)`,
      [
        id,
        clientId ?? (await add({ role: 'client' })),
        psychologistId,
        new Date(from),
        new Date(from + minutes * MINUTE),
        released ? new Date() : null,
      ],
    );
    return id;
  }

  function list(query: Record<string, unknown> = {}, as = client): Promise<ListedSlot[]> {
    const input = slotsSchema.parse({ date: DATE, timezone: JAKARTA, duration: '60', ...query });
    return listSlots({ db: fixture.db, clock, rules }, as, input);
  }
  const startTimes = async (query: Record<string, unknown> = {}, as = client): Promise<string[]> =>
    (await list(query, as)).map(({ startTime }) => startTime);
  const find = (search: Partial<SlotSearch>) =>
    findFreeSlots(
      { db: fixture.db, clock, rules },
      {
        from: new Date(jakarta(`${DATE}T00:00`)),
        until: new Date(jakarta(`${DATE}T00:00`) + DAY),
        durationMs: 60 * MINUTE,
        timezone: JAKARTA,
        ...search,
      },
    );

  describe('of a morning from 9 to 12', () => {
    let psychologistId: string;
    beforeEach(async () => {
      psychologistId = await add({ fullName: 'Putri', hours: MORNING });
    });

    it('start on half hours and end within the hours', async () => {
      expect(await startTimes()).toEqual(['09:00', '09:30', '10:00', '10:30', '11:00']);
      expect(await startTimes({ duration: 180 })).toEqual(['09:00']);
      expect(await startTimes({ date: '2026-03-03' })).toEqual([]);
    });

    it('contain times in the requested zone and psychologists', async () => {
      expect((await list())[0]).toEqual({
        startsAt: '2026-03-02T02:00:00.000Z',
        endsAt: '2026-03-02T03:00:00.000Z',
        startTime: '09:00',
        endTime: '10:00',
        psychologists: [{ id: psychologistId, fullName: 'Putri', timezone: JAKARTA }],
      });
    });

    it('start on half hours of a zone with a quarter-hour offset', async () => {
      const slots = await list({ timezone: 'Asia/Kathmandu' });
      expect(slots.map(({ startTime, endTime }) => `${startTime}-${endTime}`)).toEqual([
        '08:00-09:00',
        '08:30-09:30',
        '09:00-10:00',
        '09:30-10:30',
      ]);
      expect(slots[0]?.startsAt).toBe('2026-03-02T02:15:00.000Z');
    });

    it('belong to the local day of the client, not of the psychologist', async () => {
      const honolulu = { timezone: 'Pacific/Honolulu' };
      expect(await startTimes({ ...honolulu, date: '2026-03-02' })).toEqual([]);
      expect(await startTimes({ ...honolulu, date: '2026-03-01' })).toContain('16:00');
    });

    it('start no sooner than the booking notice', async () => {
      clock.set(jakarta(`${DATE}T09:30`));
      expect(await startTimes()).toEqual(['09:30', '10:00', '10:30', '11:00']);
      clock.advance(1);
      expect(await startTimes()).toEqual(['10:00', '10:30', '11:00']);
      const services = { db: fixture.db, clock, rules: { ...rules, bookingNotice: 60 * MINUTE } };
      const input = slotsSchema.parse({ date: DATE, timezone: JAKARTA, duration: 60 });
      const slots = await listSlots(services, client, input);
      expect(slots.map(({ startTime }) => startTime)).toEqual(['11:00']);
      clock.set(jakarta(`${DATE}T09:30`) + DAY);
      expect(await startTimes()).toEqual([]);
    });

    it('exclude time off to the minute', async () => {
      await fixture.db.source.manager.insert(TimeOff, {
        psychologistId,
        startsAt: new Date(jakarta(`${DATE}T10:00`)),
        endsAt: new Date(jakarta(`${DATE}T10:31`)),
      });
      expect(await startTimes()).toEqual(['09:00', '11:00']);
    });

    it('exclude times with five sessions, but not four', async () => {
      const from = jakarta(`${DATE}T10:00`);
      for (let n = 0; n < 4; n += 1) await take({ psychologistId, from });
      expect(await startTimes()).toHaveLength(5);
      await take({ psychologistId, from: from + 30 * MINUTE, minutes: 15 });
      expect(await startTimes()).toEqual(['09:00', '09:30', '11:00']);
      expect(await startTimes({ duration: 30 })).toEqual([
        '09:00',
        '09:30',
        '10:00',
        '11:00',
        '11:30',
      ]);
    });

    it('ignore sessions with released time', async () => {
      const from = jakarta(`${DATE}T10:00`);
      for (let n = 0; n < 9; n += 1) await take({ psychologistId, from, released: n > 3 });
      expect(await startTimes()).toHaveLength(5);
    });

    it('exclude own sessions of the client with any psychologist', async () => {
      const other = await add({ hours: [] });
      const from = jakarta(`${DATE}T10:00`);
      const own = await take({ psychologistId: other, clientId: client.id, from });
      expect(await startTimes()).toEqual(['09:00', '11:00']);
      const team: Principal = { ...client, role: 'team' };
      expect(await startTimes({}, team)).toHaveLength(5);
      const moved = await find({ clientId: client.id, exceptCounselingId: own });
      expect(moved).toHaveLength(5);
    });

    it('ignore the counseling being rescheduled', async () => {
      const from = jakarta(`${DATE}T09:00`);
      const ids: string[] = [];
      for (let n = 0; n < 5; n += 1) ids.push(await take({ psychologistId, from, minutes: 180 }));
      expect(await find({})).toEqual([]);
      expect(await find({ exceptCounselingId: ids[2] })).toHaveLength(5);
    });

    it('list all free psychologists, or only the requested one', async () => {
      const nights = await add({ hours: [{ weekday: 1, startMinute: 660, endMinute: 1440 }] });
      const slots = await list();
      const at = (time: string): string[] | undefined =>
        slots.find(({ startTime }) => startTime === time)?.psychologists.map(({ id }) => id);
      expect(at('10:30')).toEqual([psychologistId]);
      expect(at('11:00')).toEqual([psychologistId, nights]);
      expect(at('12:00')).toEqual([nights]);
      const filtered = await list({ psychologistId: nights });
      expect(filtered[0]?.startTime).toBe('11:00');
      expect(filtered.flatMap(({ psychologists }) => psychologists.map(({ id }) => id))).toEqual(
        filtered.map(() => nights),
      );
    });

    it('take a constant number of statements', async () => {
      for (let n = 0; n < 20; n += 1) await add({ hours: 'around-the-clock' });
      let found = 0;
      const statements = await fixture.countStatements(async () => {
        found = (await list()).length;
      });
      expect(found).toBe(48);
      expect(statements).toBeLessThanOrEqual(3);
    });

    it('are found days ahead in few statements when all earlier ones are taken', async () => {
      // Mondays only: the morning of the second one is full.
      for (let n = 0; n < 5; n += 1) {
        await take({ psychologistId, from: jakarta(`${DATE}T09:00`) + 7 * DAY, minutes: 180 });
      }
      let starts: string[] = [];
      const statements = await fixture.countStatements(async () => {
        const slots = await find({
          from: new Date(jakarta(`${DATE}T11:00`) + 1),
          until: new Date(jakarta(`${DATE}T11:00`) + 15 * DAY),
          limit: 3,
        });
        starts = slots.map(({ startsAt }) => startsAt.toISOString());
      });
      expect(starts).toEqual([
        '2026-03-16T02:00:00.000Z',
        '2026-03-16T02:30:00.000Z',
        '2026-03-16T03:00:00.000Z',
      ]);
      expect(statements).toBeLessThanOrEqual(5);
    });
  });

  describe('on the day of a clock change', () => {
    const BERLIN = 'Europe/Berlin';
    beforeEach(async () => {
      await add({ hours: 'around-the-clock', timezone: BERLIN });
    });

    function expectConsistentTimes(slots: ListedSlot[], date: string): void {
      for (const { startTime, endTime, startsAt, endsAt } of slots) {
        const resolved = resolveLocalSpan({ date, startTime, endTime, timezone: BERLIN });
        expect(resolved.startsAt.toISOString()).toBe(startsAt);
        expect(resolved.endsAt.toISOString()).toBe(endsAt);
      }
    }

    it('forward skip the missing hour', async () => {
      const slots = await list({ date: '2026-03-29', timezone: BERLIN });
      const times = slots.map(({ startTime }) => startTime);
      expect(times.slice(0, 6)).toEqual(['00:00', '00:30', '01:00', '01:30', '03:00', '03:30']);
      expect(slots).toHaveLength(46);
      expect(slots[3]?.endTime).toBe('03:30');
      expectConsistentTimes(slots, '2026-03-29');
    });

    it('back offer each time once and only unambiguous spans', async () => {
      const slots = await list({ date: '2026-10-25', timezone: BERLIN });
      const times = slots.map(({ startTime }) => startTime);
      expect(new Set(times).size).toBe(times.length);
      // From 02:00 on, an hour later the clocks show the same time again: "02:00 to 02:00".
      expect(times).not.toContain('02:00');
      expect(times).toContain('01:30');
      expect(times).toContain('03:00');
      expectConsistentTimes(slots, '2026-10-25');
    });
  });

  it('are exactly the bookable times', async () => {
    const psychologists = [
      await add({ hours: MORNING }),
      await add({ hours: [{ weekday: 1, startMinute: 660, endMinute: 1440 }] }),
      await add({ hours: [1, 2].map((weekday) => ({ weekday, startMinute: 0, endMinute: 500 })) }),
    ];
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const day = jakarta(`${DATE}T00:00`);
    for (let n = 0; n < 150; n += 1) {
      const psychologistId = psychologists[random(3)] ?? '';
      const from = day + random(96) * 15 * MINUTE;
      await take({
        psychologistId,
        from,
        minutes: 60 + 15 * random(16),
        released: random(4) === 0,
      });
    }
    const listed = await list();
    const bookable: string[] = [];
    for (let start = day; start < day + DAY; start += 30 * MINUTE) {
      const span = { startsAt: new Date(start), endsAt: new Date(start + 60 * MINUTE) };
      const request = {
        ...span,
        clientId: client.id,
        psychologistId: undefined,
        timezone: JAKARTA,
      };
      const ranked = await rankPsychologists(fixture.db.source.manager, request).catch(() => []);
      if (ranked.length > 0)
        bookable.push(`${span.startsAt.toISOString()} ${ranked.sort().join()}`);
    }
    expect(bookable.length).toBeGreaterThan(5);
    expect(bookable.length).toBeLessThan(40);
    expect(
      listed.map(({ startsAt, psychologists: free }) => {
        const ids = free.map(({ id }) => id).sort();
        return `${startsAt} ${ids.join()}`;
      }),
    ).toEqual(bookable);
  });

  describe('are rejected', () => {
    it.each([
      [14, 'session-too-short', 'between 15 and 180 minutes'],
      [181, 'session-too-long', 'between 15 and 180 minutes'],
    ])('for %d minutes', async (duration, code, text) => {
      await expect(list({ duration })).rejects.toMatchObject({
        code,
        message: expect.stringContaining(text),
        details: { minMinutes: 15, maxMinutes: 180 },
      });
    });

    it('with an id that is no psychologist', async () => {
      for (const psychologistId of ['999999', '9223372036854775807', client.id]) {
        await expect(list({ psychologistId })).rejects.toMatchObject({
          code: 'psychologist-not-found',
        });
      }
    });
  });

  it('are empty in the distant past and available in the distant future', async () => {
    await add({ hours: 'around-the-clock' });
    expect(await list({ date: '0001-01-01' })).toEqual([]);
    expect(await list({ date: '0000-01-01' })).toEqual([]);
    expect(await list({ date: '9999-12-31' })).toHaveLength(48);
  });

  it('are empty without psychologists', async () => {
    expect(await list()).toEqual([]);
  });
});
