import { isGuessable } from '../../../src/users/passwords/password-strength';

const OWNER = { email: 'nia.lestari@example.test', fullName: 'Nia Lestari' };

describe('the strength of a password', () => {
  it.each([
    ['a leaked password', 'password1234'],
    ['one with a usual year', 'liverpool2023'],
    ['letters that were exchanged for signs', 'P@ssw0rd2024!'],
    ['a repetition', 'secret1secret1'],
    ['a row of keys', '1q2w3e4r5t6y'],
    ['digits in order', '1234567890123'],
    ['an Indonesian word with digits', 'bismillah123'],
    ['the name of the owner with a date', 'lestari17081945'],
    ['the name of the product', 'RuangDiri2026'],
  ])('is too low for %s', async (_, password) => {
    expect(await isGuessable(password, OWNER)).toBe(true);
  });

  it.each([
    ['words that have nothing in common', 'kuda laut biru tua'],
    ['random characters', 'gx7#kQp2vLm9'],
    ['a sentence, of any length', 'Tadi pagi hujan turun di atas rel kereta '.repeat(20)],
  ])('is enough for %s', async (_, password) => {
    expect(await isGuessable(password, OWNER)).toBe(false);
  });

  it('is estimated in time for the longest password that is accepted', async () => {
    const startedAt = process.cpuUsage();
    await isGuessable('4@8({[<369&6$!1|71+0'.repeat(51), OWNER);
    expect(process.cpuUsage(startedAt).user / 1_000).toBeLessThan(2_000);
  });
});
