import {
  replaceDateHours,
  updateBuffer,
} from '../../../src/sessions/availability/availability-repository';
import {
  MONDAY_MORNING,
  SLOT_DATE as DATE,
  SlotFixture,
  jakarta,
} from '../../support/fixtures/slot-fixture';

const MINUTE = 60_000;

describe('free slots', () => {
  let slots: SlotFixture;
  let psychologistId: string;
  let add: SlotFixture['add'];
  let take: SlotFixture['take'];
  let startTimes: SlotFixture['startTimes'];
  beforeAll(async () => {
    slots = await SlotFixture.open();
  });
  beforeEach(async () => {
    await slots.start();
    ({ add, take, startTimes } = slots);
    psychologistId = await add({ fullName: 'Putri', hours: MONDAY_MORNING });
  });
  afterEach(() => slots.clear());
  afterAll(() => slots.close());

  it.each([
    ['13:15', '14:15', 60],
    ['09:15', '10:45', 90],
    ['09:00', '09:15', 15],
  ])('start with hours from %s to %s for %d minutes', async (from, to, duration) => {
    const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    const hours = [{ weekday: 1, startMinute: minutes(from), endMinute: minutes(to) }];
    const odd = await add({ hours });
    expect(await startTimes({ duration, psychologistId: odd })).toEqual([from]);
    const next = await slots.find({ durationMs: duration * MINUTE, psychologistId: odd, limit: 3 });
    expect(next.map(({ startsAt }) => startsAt.getTime())).toEqual([jakarta(`${DATE}T${from}`)]);
  });

  it('start with the hour of a psychologist in Kathmandu for a client in Jakarta', async () => {
    const hours = [{ weekday: 1, startMinute: 540, endMinute: 600 }];
    const far = await add({ hours, timezone: 'Asia/Kathmandu' });
    expect(await startTimes({ psychologistId: far })).toEqual(['10:15']);
  });

  it('start where a session of the client or the fifth of the psychologist ends', async () => {
    const other = await add({ hours: [] });
    const from = jakarta(`${DATE}T09:00`);
    await take({ psychologistId: other, clientId: slots.client.id, from, minutes: 100 });
    expect(await startTimes({ duration: 80 })).toEqual(['10:40']);
    for (let n = 0; n < 5; n += 1) await take({ psychologistId, from, minutes: 110 });
    expect(await startTimes({ duration: 60 })).toEqual(['10:50', '11:00']);
  });

  it('exclude all that overlaps a session of another method', async () => {
    const from = jakarta(`${DATE}T10:00`);
    await take({ psychologistId, from, minutes: 30, method: 'video' });
    expect(await startTimes({ duration: 30 })).toEqual([
      '09:00',
      '09:30',
      '10:30',
      '11:00',
      '11:30',
    ]);
    await take({ psychologistId, from: from + 60 * MINUTE, minutes: 30 });
    expect(await startTimes({ duration: 30 })).toContain('11:00');
    expect(await startTimes({ duration: 30, method: 'in_person' })).toEqual([
      '09:00',
      '09:30',
      '10:30',
      '11:30',
    ]);
  });

  it('leave the buffer between sessions that do not overlap', async () => {
    await updateBuffer(slots.database.db.source.manager, psychologistId, 20);
    await take({ psychologistId, from: jakarta(`${DATE}T10:00`), minutes: 30 });
    expect(await startTimes({ duration: 30 })).toEqual([
      '09:00',
      '10:00',
      '10:50',
      '11:00',
      '11:30',
    ]);
    expect(await startTimes({ duration: 30, method: 'call' })).toEqual([
      '09:00',
      '10:50',
      '11:00',
      '11:30',
    ]);
  });

  it('follow the hours of a date instead of the weekly ones', async () => {
    const { manager } = slots.database.db.source;
    const evening = [{ startMinute: 1080, endMinute: 1140 }];
    await replaceDateHours(manager, psychologistId, { date: DATE, hours: evening });
    await replaceDateHours(manager, psychologistId, { date: '2026-03-03', hours: evening });
    await replaceDateHours(manager, psychologistId, { date: '2026-03-09', hours: [] });
    expect(await startTimes()).toEqual(['18:00']);
    expect(await startTimes({ date: '2026-03-03' })).toEqual(['18:00']);
    expect(await startTimes({ date: '2026-03-09' })).toEqual([]);
    await replaceDateHours(manager, psychologistId, { date: DATE, hours: null });
    expect(await startTimes()).toHaveLength(5);
  });
});
