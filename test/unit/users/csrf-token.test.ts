import { randomUUID } from 'node:crypto';
import { fc } from '../../support/harness/property-testing';
import { csrfTokenOf, isCsrfTokenOf } from '../../../src/users/sign-in/csrf-token';

const SECRET = 'the secret of these tests only';

describe('CSRF token', () => {
  it('matches only its sign-in and secret', () => {
    const id = randomUUID();
    const token = csrfTokenOf(SECRET, id);
    expect(isCsrfTokenOf(SECRET, id, token)).toBe(true);
    expect(isCsrfTokenOf(SECRET, randomUUID(), token)).toBe(false);
    expect(isCsrfTokenOf('another secret, as long as that', id, token)).toBe(false);
  });

  it('matches under an earlier secret that is still accepted', () => {
    const id = randomUUID();
    const token = csrfTokenOf(SECRET, id);
    const next = 'the next secret, as long as that one';
    expect(isCsrfTokenOf([next, SECRET], id, token)).toBe(true);
    expect(isCsrfTokenOf([next], id, token)).toBe(false);
  });

  it('reveals neither sign-in nor secret and is header-safe', () => {
    const id = randomUUID();
    const token = csrfTokenOf(SECRET, id);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(id);
  });

  it('matches no other text', () => {
    const id = randomUUID();
    const token = csrfTokenOf(SECRET, id);
    const other = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.nat({ max: 42 }).map((at) => token.slice(0, at)),
      fc
        .nat({ max: 41 })
        .map((at) => token.slice(0, at) + flip(token.charAt(at)) + token.slice(at + 1)),
    );
    fc.assert(fc.property(other, (value) => !isCsrfTokenOf(SECRET, id, value)));
  });
});

function flip(letter: string): string {
  return letter === 'A' ? 'B' : 'A';
}
