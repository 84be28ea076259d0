import { auditReason } from '../../../src/users/audit/audit-reason';

describe('the reason of an action of the team', () => {
  it.each([
    ['  Diminta lewat surat  ', 'Diminta lewat surat'],
    ['a\u0000bc', 'abc'],
    ['satu\r\ndua', 'satu\ndua'],
  ])('is stored of %j as %j', (text, stored) => {
    expect(auditReason.parse(text)).toBe(stored);
  });

  it.each(['', 'ab', 'a\u0000b', '\u200b\u2060\u2800', 'x'.repeat(501), undefined, null, 7])(
    'is refused as %j',
    (value) => {
      expect(auditReason.safeParse(value).success).toBe(false);
    },
  );
});
