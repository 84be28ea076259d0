import { sign } from 'jsonwebtoken';
import { addUser } from '../../../src/users/add-user';
import { Authenticator } from '../../../src/users/authenticator';
import { issueToken } from '../../../src/users/tokens/token';
import { User } from '../../../src/database/entities/users/user';
import { openDatabaseFixture } from '../../support/harness/database-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';
import { waitFor } from '../../support/harness/wait-for';
import type { Role } from '../../../src/enums';

const SECRET = 'the secret of these tests only';

describe('Authenticator', () => {
  let fixture: DatabaseFixture;
  let authenticator: Authenticator;
  beforeAll(async () => {
    fixture = await openDatabaseFixture();
  });
  beforeEach(() => {
    authenticator = new Authenticator(fixture.db, SECRET);
  });
  afterAll(() => fixture.close());

  let added = 0;
  function add(role: Role): Promise<string> {
    added += 1;
    const user = { email: `${role}${added}@example.test`, fullName: `A ${role}`, role };
    return addUser(fixture.db.source.manager, { ...user, password: { hash: 'none' } });
  }
  const signToken = (claims: object): string => {
    const exp = Math.floor(Date.now() / 1000) + 3_600;
    return sign({ exp, ...claims }, SECRET, { algorithm: 'HS256' });
  };

  it('returns the user from the database', async () => {
    const id = await add('psychologist');
    const principal = await authenticator.authenticate(
      issueToken(SECRET, { id, role: 'psychologist' }),
    );
    expect(principal).toEqual({
      id,
      role: 'psychologist',
      fullName: 'A psychologist',
      email: `psychologist${added}@example.test`,
    });
  });

  it.each([String, Number])('accepts tokens of other issuers with sub as a %p', async (as) => {
    const id = await add('client');
    const principal = await authenticator.authenticate(signToken({ sub: as(id), role: 'client' }));
    expect(principal.id).toBe(id);
  });

  it.each([
    ['an unknown user', { sub: '999999999', role: 'client' }],
    ['the largest id there can be', { sub: '9223372036854775807', role: 'client' }],
    ['one beyond it', { sub: '9223372036854775808', role: 'client' }],
    ['no number', { sub: 'me', role: 'client' }],
  ])('rejects a valid token that names %s', async (_, claims) => {
    await expect(authenticator.authenticate(signToken(claims))).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining('Sign in again'),
    });
  });

  it.each(['client', 'psychologist', 'Team', 'admin', ''])(
    'rejects a team member whose token says "%s"',
    async (role) => {
      const sub = await add('team');
      await expect(authenticator.authenticate(signToken({ sub, role }))).rejects.toMatchObject({
        code: 'unauthenticated',
        message: expect.stringContaining('role'),
      });
    },
  );

  it('queries the database once for concurrent requests', async () => {
    const id = await add('client');
    const tokens = Array.from({ length: 50 }, (_, n) => signToken({ sub: id, role: 'client', n }));
    const statements = await fixture.countStatements(async () => {
      await Promise.all(tokens.map((token) => authenticator.authenticate(token)));
      for (const token of tokens) await authenticator.authenticate(token);
    });
    expect(statements).toBe(1);
  });

  it('does not cache unknown users', async () => {
    const id = String(Number(await add('client')) + 1);
    const token = signToken({ sub: id, role: 'client' });
    await expect(authenticator.authenticate(token)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(await add('client')).toBe(id);
    expect((await authenticator.authenticate(token)).id).toBe(id);
  });

  it('rejects a cached token once it expired', async () => {
    const id = await add('client');
    const exp = Math.floor(Date.now() / 1000) + 2;
    const token = signToken({ sub: id, role: 'client', exp });
    expect((await authenticator.authenticate(token)).id).toBe(id);
    const refusal = await waitFor('a refusal', () =>
      authenticator.authenticate(token).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    expect(refusal).toMatchObject({ code: 'unauthenticated', message: /expired/ });
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
  });

  it('passes on database failures and recovers', async () => {
    const id = await add('client');
    const token = signToken({ sub: id, role: 'client' });
    await fixture.db.source.query('ALTER TABLE users RENAME TO hidden');
    await expect(authenticator.authenticate(token)).rejects.toThrow(/users/);
    await fixture.db.source.query('ALTER TABLE hidden RENAME TO users');
    expect((await authenticator.authenticate(token)).id).toBe(id);
    expect(await fixture.db.source.manager.existsBy(User, { id })).toBe(true);
  });
});
