import { findKnownDevice, markDevice } from '../../../src/users/sign-in/known-device';

const SECRET = 'the secret of these tests only';
const EMAIL = 'citra@example.test';
const HALF_A_YEAR = 180 * 24 * 60 * 60 * 1000;

describe('known devices', () => {
  afterEach(() => jest.useRealTimers());

  const marked = (marks?: string, email = EMAIL): string =>
    markDevice(SECRET, marks, { email, device: findKnownDevice(SECRET, marks, email) });

  it('are known by the account that signed in, whatever the case of its address', () => {
    const device = findKnownDevice(SECRET, marked(), EMAIL);
    expect(device).toBeDefined();
    expect(findKnownDevice(SECRET, marked(), EMAIL.toUpperCase())).toBeDefined();
    expect(findKnownDevice(SECRET, marked(), 'other@example.test')).toBeUndefined();
  });

  it('are known under an earlier secret that is still accepted', () => {
    const next = 'the next secret, as long as that one';
    const marks = marked();
    const device = findKnownDevice([next, SECRET], marks, EMAIL);
    expect(device).toEqual(findKnownDevice(SECRET, marks, EMAIL));
    expect(findKnownDevice([next], marks, EMAIL)).toBeUndefined();
    const renewed = markDevice(next, marks, { email: EMAIL, device });
    expect(findKnownDevice([next], renewed, EMAIL)).toEqual(device);
  });

  it('keep their id when the mark is renewed', () => {
    const first = marked();
    const renewed = marked(first);
    expect(renewed.split('~')).toHaveLength(1);
    expect(findKnownDevice(SECRET, renewed, EMAIL)).toEqual(findKnownDevice(SECRET, first, EMAIL));
  });

  it('are known to five accounts that share a browser', () => {
    const emails = [1, 2, 3, 4, 5, 6].map((n) => `person${n}@example.test`);
    const marks = emails.reduce<string | undefined>((all, email) => marked(all, email), undefined);
    const known = emails.filter((email) => findKnownDevice(SECRET, marks, email));
    expect(known).toEqual(emails.slice(1));
  });

  it('are forgotten after half a year', () => {
    const marks = marked();
    jest.useFakeTimers({ now: Date.now() + HALF_A_YEAR + 1_000 });
    expect(findKnownDevice(SECRET, marks, EMAIL)).toBeUndefined();
  });

  it.each([
    [
      'another secret',
      (marks: string) =>
        markDevice('another', marks, { email: EMAIL, device: undefined }).split('~')[0],
    ],
    ['another id', (marks: string) => marks.replace(/^[^.]+/, 'AAAAAAAAAAAAAAAA')],
    ['a later date', (marks: string) => marks.replace(/\.\d+\./, '.9999999999.')],
    ['no signature', (marks: string) => marks.replace(/\.[^.]*$/, '.')],
    ['noise', () => '~~..~a.b.c~'],
  ])('are unknown by a mark with %s', (_, forge) => {
    expect(findKnownDevice(SECRET, forge(marked()), EMAIL)).toBeUndefined();
  });
});
