import type { Principal } from '../../../src/users/principal';
import { TimeOff } from '../../../src/database/entities/sessions/time-off';
import { resolveLocalSpan } from '../../../src/sessions/booking/local-time';
import { rankPsychologists } from '../../../src/sessions/booking/rank-psychologists';
import { listSlots, slotsSchema } from '../../../src/sessions/availability/list-slots';
import type { ListedSlot } from '../../../src/sessions/availability/list-slots';
import {
  JAKARTA,
  MONDAY_MORNING as MORNING,
  SLOT_DATE as DATE,
  SLOT_RULES as rules,
  SlotFixture,
  jakarta,
} from '../../support/fixtures/slot-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';
import type { TestClock } from '../../support/harness/test-clock';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('free slots', () => {
  let slotFixture: SlotFixture;
  let fixture: DatabaseFixture;
  let clock: TestClock;
  let client: Principal;
  let add: SlotFixture['add'];
  let take: SlotFixture['take'];
  let list: SlotFixture['list'];
  let startTimes: SlotFixture['startTimes'];
  let find: SlotFixture['find'];

  beforeAll(async () => {
    slotFixture = await SlotFixture.open();
  });
  beforeEach(async () => {
    await slotFixture.start();
    ({ database: fixture, clock, client, add, take, list, startTimes, find } = slotFixture);
  });
  afterEach(() => slotFixture.clear());
  afterAll(() => slotFixture.close());

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

    it("start on half hours of the client's clock and of the psychologist's", async () => {
      const slots = await list({ timezone: 'Asia/Kathmandu' });
      expect(slots.map(({ startTime, endTime }) => `${startTime}-${endTime}`)).toEqual([
        '07:45-08:45',
        '08:00-09:00',
        '08:15-09:15',
        '08:30-09:30',
        '08:45-09:45',
        '09:00-10:00',
        '09:15-10:15',
        '09:30-10:30',
        '09:45-10:45',
      ]);
      expect(slots[1]?.startsAt).toBe('2026-03-02T02:15:00.000Z');
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
      expect(await startTimes()).toEqual(['09:00', '10:31', '11:00']);
    });

    it('exclude times with five sessions, but not four', async () => {
      const from = jakarta(`${DATE}T10:00`);
      for (let n = 0; n < 4; n += 1) await take({ psychologistId, from });
      expect(await startTimes()).toHaveLength(5);
      await take({ psychologistId, from: from + 30 * MINUTE, minutes: 15 });
      expect(await startTimes()).toEqual(['09:00', '09:30', '10:45', '11:00']);
      expect(await startTimes({ duration: 30 })).toEqual([
        '09:00',
        '09:30',
        '10:00',
        '10:45',
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
      clock.set(Date.parse('2026-10-01T00:00:00Z'));
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
        method: 'chat' as const,
        timezone: JAKARTA,
      };
      const ranked = await rankPsychologists(fixture.db.source.manager, request).catch(() => []);
      if (ranked.length > 0)
        bookable.push(`${span.startsAt.toISOString()} ${ranked.sort().join()}`);
    }
    expect(bookable.length).toBeGreaterThan(5);
    expect(bookable.length).toBeLessThan(40);
    const onHalfHours = listed.filter(({ startTime }) => /:[03]0$/.test(startTime));
    expect(onHalfHours.length).toBeLessThan(listed.length);
    for (const { startsAt, endsAt, psychologists: free } of listed) {
      const span = { startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
      for (const { id: psychologistId } of free) {
        const request = { ...span, psychologistId, clientId: client.id, timezone: JAKARTA };
        const ranked = rankPsychologists(fixture.db.source.manager, { ...request, method: 'chat' });
        expect(await ranked).toEqual([psychologistId]);
      }
    }
    expect(
      onHalfHours.map(({ startsAt, psychologists: free }) => {
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

  it('are empty in the past and beyond the booking horizon', async () => {
    await add({ hours: 'around-the-clock' });
    expect(await list({ date: '0001-01-01' })).toEqual([]);
    expect(await list({ date: '0000-01-01' })).toEqual([]);
    // The clock: 20 February, 07:00 in Jakarta.
    expect(await list({ date: '2026-08-18' })).toHaveLength(48);
    expect((await startTimes({ date: '2026-08-19' })).at(-1)).toBe('07:00');
    expect(await list({ date: '2026-08-20' })).toEqual([]);
    expect(await list({ date: '9999-12-31' })).toEqual([]);
  });

  it('are empty without psychologists', async () => {
    expect(await list()).toEqual([]);
  });
});
