import { AuditEntry } from '../../../src/database/entities/users/audit-entry';
import { addUser } from '../../../src/users/add-user';
import { Authenticator } from '../../../src/users/authenticator';
import { PasswordHasher } from '../../../src/users/passwords/password-hasher';
import { signIn, signInSchema } from '../../../src/users/sign-in/sign-in';
import { openDatabaseFixture } from '../../support/harness/database-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';
import { TestClock } from '../../support/harness/test-clock';

const SECRET = 'the secret of these tests only';
const PASSWORD = 'ruang-diri';
const queue = { concurrency: 2, maxWaiting: 10 };
const clock = new TestClock('2026-09-15T07:12:24Z');
const passwords = new PasswordHasher({ cost: 14, queue });

describe('sign-in', () => {
  let fixture: DatabaseFixture;
  let id: string;
  beforeAll(async () => {
    fixture = await openDatabaseFixture();
    id = await addUser(fixture.db.source.manager, {
      email: 'Citra@Example.test',
      fullName: 'Citra',
      role: 'client',
      password: { text: PASSWORD, cost: 14 },
    });
  });
  afterAll(() => fixture.close());

  const trySignIn = (email: string, password: string) =>
    signIn(
      { db: fixture.db, clock, jwtSecret: SECRET, passwords },
      { ...signInSchema.parse({ email, password }), source: 'a test', network: '203.0.113.0/24' },
    );

  it('returns a token and the user without password', async () => {
    const { token, user } = await trySignIn('citra@example.test', PASSWORD);
    expect(user).toEqual({ id, email: 'citra@example.test', fullName: 'Citra', role: 'client' });
    const principal = await new Authenticator(fixture.db, SECRET).authenticate(token);
    expect(principal).toEqual(user);
  });

  it("is audited at the time of the service's clock", async () => {
    await trySignIn('citra@example.test', PASSWORD);
    const entries = await fixture.db.source.manager.findBy(AuditEntry, {
      action: 'account.sign-in',
    });
    expect(entries.at(-1)?.at).toEqual(new Date(clock.now()));
  });

  it('ignores the case of the address', async () => {
    expect((await trySignIn('CITRA@EXAMPLE.TEST', PASSWORD)).user.id).toBe(id);
  });

  it.each([
    ['a wrong password', 'citra@example.test', 'ruang-dirj'],
    ['an unknown address', 'unknown@example.test', PASSWORD],
  ])('is rejected for %s with the same message', async (_, email, password) => {
    await expect(trySignIn(email, password)).rejects.toMatchObject({
      code: 'invalid-credentials',
      status: 401,
      message: 'Email or password is wrong. Check both and try again',
    });
  });

  it('takes equally long for an unknown address and a wrong password', async () => {
    const timeOf = async (email: string): Promise<number> => {
      const began = process.hrtime.bigint();
      await trySignIn(email, 'wrong').catch(() => undefined);
      return Number(process.hrtime.bigint() - began);
    };
    const knownTimes: number[] = [];
    const unknownTimes: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      knownTimes.push(await timeOf('citra@example.test'));
      unknownTimes.push(await timeOf('unknown@example.test'));
    }
    // The shortest of each: what else the machine does only adds.
    const [known, unknown] = [Math.min(...knownTimes), Math.min(...unknownTimes)];
    expect(unknown).toBeGreaterThan(known / 2);
    expect(known).toBeGreaterThan(unknown / 2);
  });

  it.each([
    ['email', { password: PASSWORD }],
    ['email', { email: 'citra', password: PASSWORD }],
    ['email', { email: `${'a'.repeat(250)}@example.test`, password: PASSWORD }],
    ['password', { email: 'citra@example.test' }],
    ['password', { email: 'citra@example.test', password: '' }],
    ['password', { email: 'citra@example.test', password: 'x'.repeat(1025) }],
    ['password', { email: 'citra@example.test', password: 12 }],
  ])('requires a valid %s: %j', (field, input) => {
    const faults = signInSchema.safeParse(input).error?.issues ?? [];
    expect(faults.map(({ path }) => path.join('.'))).toEqual([field]);
  });
});
