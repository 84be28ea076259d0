import { DateTime } from 'luxon';
import { addUser } from '../../../src/users/add-user';
import { TimeOff } from '../../../src/database/entities/sessions/time-off';
import { listPsychologists } from '../../../src/sessions/availability/list-psychologists';
import { openDatabaseFixture } from '../../support/harness/database-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';
import { TestClock } from '../../support/harness/test-clock';

describe('list of psychologists', () => {
  let fixture: DatabaseFixture;
  beforeAll(async () => {
    fixture = await openDatabaseFixture();
  });
  afterAll(() => fixture.close());

  it('shows weekly hours in their zone and future time off', async () => {
    const clock = new TestClock('2026-03-02T12:00:00Z');
    const { manager } = fixture.db.source;
    const base = { password: { hash: 'none' }, role: 'psychologist' as const };
    await addUser(manager, { ...base, role: 'client', email: 'c@x.test', fullName: 'C' });
    const panji = await addUser(manager, {
      ...base,
      email: 'panji@x.test',
      fullName: 'Panji',
      timezone: 'Asia/Makassar',
      hours: [
        { weekday: 5, startMinute: 1110, endMinute: 1440 },
        { weekday: 1, startMinute: 0, endMinute: 545 },
      ],
    });
    const away = DateTime.fromISO('2026-03-02T12:00:00Z');
    for (const days of [-2, 3, 1]) {
      await manager.insert(TimeOff, {
        psychologistId: panji,
        startsAt: away.plus({ days }).toJSDate(),
        endsAt: away.plus({ days, hours: 1 }).toJSDate(),
      });
    }
    const putri = await addUser(manager, { ...base, email: 'p@x.test', fullName: 'Putri' });
    const anonymous = { id: '0', role: 'client' as const, fullName: '', email: '' };
    const defaults = { dates: [], bufferMinutes: 0 };
    expect(await listPsychologists({ db: fixture.db, clock }, anonymous)).toEqual([
      {
        ...defaults,
        id: panji,
        fullName: 'Panji',
        timezone: 'Asia/Makassar',
        weeklyHours: [
          { weekday: 1, startTime: '00:00', endTime: '09:05' },
          { weekday: 5, startTime: '18:30', endTime: '24:00' },
        ],
        timeOff: [
          { startsAt: '2026-03-03T12:00:00.000Z', endsAt: '2026-03-03T13:00:00.000Z' },
          { startsAt: '2026-03-05T12:00:00.000Z', endsAt: '2026-03-05T13:00:00.000Z' },
        ],
      },
      {
        ...defaults,
        ...{ id: putri, fullName: 'Putri', timezone: 'Asia/Jakarta', weeklyHours: [], timeOff: [] },
      },
    ]);
    const own = { ...anonymous, id: panji, role: 'psychologist' as const };
    const [listed] = await listPsychologists({ db: fixture.db, clock }, own);
    expect(listed?.timeOff).toEqual([
      { id: '3', startsAt: '2026-03-03T12:00:00.000Z', endsAt: '2026-03-03T13:00:00.000Z' },
      { id: '2', startsAt: '2026-03-05T12:00:00.000Z', endsAt: '2026-03-05T13:00:00.000Z' },
    ]);
  });
});
