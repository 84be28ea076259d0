import { scryptSync } from 'node:crypto';
import { checkPassword, hashPassword } from '../../../src/users/passwords/password';

const COST = 10;
/** A hash as it was stored before hashes had parameters. */
const FORMER_HASH = `c2FsdA==:${scryptSync('ruang-diri', 'salt', 32).toString('base64')}`;

const matches = async (password: string, hash: string): Promise<boolean> =>
  (await checkPassword(password, hash, COST)).matches;

describe('passwords', () => {
  it('match only their own hash', async () => {
    const hash = await hashPassword('ruang-diri', COST);
    expect(await matches('ruang-diri', hash)).toBe(true);
    expect(await matches('Ruang-diri', hash)).toBe(false);
    expect(await matches('', hash)).toBe(false);
  });

  it('get a new salt each time, stored with the parameters of the hash', async () => {
    const [first, second] = await Promise.all([
      hashPassword('same', COST),
      hashPassword('same', COST),
    ]);
    expect(first).not.toBe(second);
    expect(first).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  });

  it('match a hash of any work factor, and show when to renew it', async () => {
    const hash = await hashPassword('ruang-diri', COST);
    expect(await checkPassword('ruang-diri', hash, COST)).toEqual({
      matches: true,
      isOutdated: false,
    });
    for (const outdated of [FORMER_HASH, await hashPassword('ruang-diri', COST + 1)]) {
      expect(await checkPassword('ruang-diri', outdated, COST)).toEqual({
        matches: true,
        isOutdated: true,
      });
    }
  });

  it('match in every Unicode normalization', async () => {
    const hash = await hashPassword('caf\u00e9', COST);
    expect(await matches('cafe\u0301', hash)).toBe(true);
  });

  it('take the memory of 2^17 KiB at the work factor of production', async () => {
    const hash = await hashPassword('ruang-diri', 17);
    const [, , , salt = '', stored = ''] = hash.split('$');
    const options = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };
    const expected = scryptSync('ruang-diri', Buffer.from(salt, 'base64'), 32, options);
    expect(Buffer.from(stored, 'base64').equals(expected)).toBe(true);
  });

  it.each([
    '',
    ':',
    'nothing',
    'c2FsdA==:',
    'c2FsdA==:c2hvcnQ=',
    '$scrypt$ln=0,r=8,p=1$c2FsdA$c2hvcnQ',
    '$scrypt$ln=60,r=8,p=1$c2FsdA$c2hvcnQ',
    '$scrypt$ln=10,r=8,p=1$c2FsdA$',
  ])('never match the malformed hash "%s"', async (damaged) => {
    expect(await matches('', damaged)).toBe(false);
    expect(await matches('ruang-diri', damaged)).toBe(false);
  });
});
