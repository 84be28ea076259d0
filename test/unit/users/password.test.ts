import { hashPassword, verifyPassword } from '../../../src/users/password';

describe('passwords', () => {
  it('match only their own hash', async () => {
    const hash = await hashPassword('ruang-diri');
    expect(await verifyPassword('ruang-diri', hash)).toBe(true);
    expect(await verifyPassword('Ruang-diri', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
  });

  it('get a new salt each time, stored as salt:hash in base64', async () => {
    const [first, second] = await Promise.all([hashPassword('same'), hashPassword('same')]);
    expect(first).not.toBe(second);
    expect(first).toMatch(/^[A-Za-z0-9+/]{22}==:[A-Za-z0-9+/]{43}=$/);
  });

  it('match in every Unicode normalization', async () => {
    const hash = await hashPassword('caf\u00e9');
    expect(await verifyPassword('cafe\u0301', hash)).toBe(true);
  });

  it.each(['', ':', 'nothing', 'c2FsdA==:', 'c2FsdA==:c2hvcnQ='])(
    'never match the malformed hash "%s"',
    async (damaged) => {
      expect(await verifyPassword('', damaged)).toBe(false);
      expect(await verifyPassword('ruang-diri', damaged)).toBe(false);
    },
  );
});
