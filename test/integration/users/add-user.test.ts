import { addUser } from '../../../src/users/add-user';
import type { NewUser } from '../../../src/users/add-user';
import { checkPassword } from '../../../src/users/passwords/password';
import { findUser, findUserByEmail } from '../../../src/users/user-repository';
import { WeeklyHours } from '../../../src/database/entities/sessions/weekly-hours';
import { openDatabaseFixture } from '../../support/harness/database-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';

const NEW_USER: Omit<NewUser, 'email'> = {
  fullName: 'Putri',
  role: 'psychologist',
  password: { text: 'ruang-diri', cost: 10 },
  hours: 'around-the-clock',
};

describe('addUser', () => {
  let fixture: DatabaseFixture;
  let name: string;
  let added = 0;
  beforeAll(async () => {
    fixture = await openDatabaseFixture();
  });
  beforeEach(() => {
    added += 1;
    name = `putri${added}`;
  });
  afterAll(() => fixture.close());

  const add = (more: Partial<NewUser> = {}): Promise<string> =>
    addUser(fixture.db.source.manager, {
      ...NEW_USER,
      email: `${name}@example.test`,
      ...more,
    });
  const hoursOf = (psychologistId: string): Promise<WeeklyHours[]> =>
    fixture.db.source.manager.find(WeeklyHours, {
      where: { psychologistId },
      order: { weekday: 'ASC', startMinute: 'ASC' },
    });

  it('stores a password hash and the default time zone Asia/Jakarta', async () => {
    const user = await findUser(fixture.db.source.manager, await add());
    expect(user).toMatchObject({
      email: `${name}@example.test`,
      fullName: 'Putri',
      role: 'psychologist',
      timezone: 'Asia/Jakarta',
    });
    expect(user?.passwordHash).not.toContain('ruang-diri');
    const check = await checkPassword('ruang-diri', user?.passwordHash, 10);
    expect(check).toEqual({ matches: true, isOutdated: false });
  });

  it('stores full days for around the clock', async () => {
    const hours = await hoursOf(await add());
    expect(hours.map((h) => [h.weekday, h.startMinute, h.endMinute])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((weekday) => [weekday, 0, 1440]),
    );
  });

  it('stores the given hours', async () => {
    const interval = { weekday: 5, startMinute: 540, endMinute: 720 };
    expect(await hoursOf(await add({ hours: [interval] }))).toMatchObject([interval]);
  });

  it('changes nothing on a repeat', async () => {
    const id = await add();
    const repeated = await add({
      email: `${name.toUpperCase()}@example.test`,
      fullName: 'Other',
      role: 'client',
    });
    expect(repeated).toBe(id);
    expect(await findUserByEmail(fixture.db.source.manager, `${name}@example.test`)).toMatchObject({
      fullName: 'Putri',
      role: 'psychologist',
    });
    expect(await hoursOf(id)).toHaveLength(7);
  });

  it('adds one user under concurrent calls', async () => {
    const password = { hash: 'none' };
    const ids = await Promise.all(Array.from({ length: 20 }, () => add({ password })));
    expect(new Set(ids).size).toBe(1);
    expect(await hoursOf(ids[0] ?? '')).toHaveLength(7);
  });

  it('rolls back on invalid hours', async () => {
    const hours = [{ weekday: 8, startMinute: 0, endMinute: 60 }];
    await expect(add({ hours })).rejects.toThrow(/weekly_hours_span/);
    expect(await findUserByEmail(fixture.db.source.manager, `${name}@example.test`)).toBeNull();
  });

  it('rejects an unknown time zone', async () => {
    await expect(add({ timezone: 'Asia/Atlantis' })).rejects.toThrow('Asia/Atlantis');
  });
});
