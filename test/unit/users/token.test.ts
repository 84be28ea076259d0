import { generateKeyPairSync } from 'node:crypto';
import { fc } from '../../support/harness/property-testing';
import { decode, sign } from 'jsonwebtoken';
import type { SignOptions } from 'jsonwebtoken';
import { issueToken, verifyToken } from '../../../src/users/tokens/token';
import { AppError } from '../../../src/errors';

const SECRET = 'a secret of thirty-two characters';

/** The error that verification must throw. */
function refusalOf(token: string): AppError {
  try {
    verifyToken(SECRET, token);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`The token was accepted: ${token}`);
}

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

function mint(claims: object, options: SignOptions = {}): string {
  return sign({ exp: inSeconds(3_600), ...claims }, SECRET, { algorithm: 'HS256', ...options });
}

function unsigned(header: object, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.`;
}

describe('issued token', () => {
  it('verifies to the user and role it was issued for', () => {
    const token = issueToken(SECRET, { id: '42', role: 'psychologist' });
    expect(verifyToken(SECRET, token)).toMatchObject({ sub: '42', role: 'psychologist' });
  });

  it('contains its expiry', () => {
    const exp = Math.floor(Date.now() / 1000) + 100;
    expect(verifyToken(SECRET, mint({ sub: '1', role: 'client', exp })).expiresAt).toBe(exp * 1000);
  });

  it('lasts twelve hours and is signed with HS256', () => {
    const decoded = decode(issueToken(SECRET, { id: '1', role: 'client' }), { complete: true });
    const payload = decoded?.payload as { iat: number; exp: number };
    expect(decoded?.header.alg).toBe('HS256');
    expect(payload.exp - payload.iat).toBe(12 * 3600);
  });
});

describe('rotated secrets', () => {
  const NEXT = 'the next secret, also of thirty-two';
  const user = { id: '42', role: 'client' as const };

  it('are named in the token, without revealing them', () => {
    const kidOf = (secret: string) =>
      decode(issueToken(secret, user), { complete: true })?.header.kid;
    expect(kidOf(SECRET)).toMatch(/^[\w-]{11}$/);
    expect(kidOf(SECRET)).toBe(kidOf(SECRET));
    expect(kidOf(NEXT)).not.toBe(kidOf(SECRET));
  });

  it('accept tokens of an earlier secret, with and without a kid', () => {
    const named = issueToken(SECRET, user);
    const unnamed = mint({ sub: '42', role: 'client' });
    const foreign = mint({ sub: '42', role: 'client' }, { keyid: 'a name of another issuer' });
    for (const token of [named, unnamed, foreign]) {
      expect(verifyToken([NEXT, SECRET], token).sub).toBe('42');
      expect(() => verifyToken([NEXT], token)).toThrow('signature of the token is wrong');
    }
  });

  it('refuse a token that names one of them and is signed by another secret', () => {
    const kid = decode(issueToken(SECRET, user), { complete: true })?.header.kid ?? '';
    const forged = sign({ sub: '42', role: 'client', exp: inSeconds(60) }, 'x'.repeat(40), {
      algorithm: 'HS256',
      keyid: kid,
    });
    expect(() => verifyToken([NEXT, SECRET], forged)).toThrow('signature of the token is wrong');
  });

  it('say why an expired token of an earlier secret is refused', () => {
    const expired = mint({ sub: '42', role: 'client', exp: inSeconds(-60) });
    expect(() => verifyToken([NEXT, SECRET], expired)).toThrow('expired');
  });
});

describe('token of another issuer with the same secret', () => {
  it('is accepted with user, role and expiry', () => {
    const exp = inSeconds(60);
    expect(verifyToken(SECRET, mint({ sub: '7', role: 'team', exp }))).toEqual({
      sub: '7',
      role: 'team',
      expiresAt: exp * 1000,
      issuedAt: expect.any(Number),
      tokenId: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/),
    });
  });

  it('has an id of its own that does not reveal it', () => {
    const [one, two] = [mint({ sub: '7', role: 'team', n: 1 }), mint({ sub: '7', role: 'team' })];
    expect(verifyToken(SECRET, one).tokenId).not.toBe(verifyToken(SECRET, two).tokenId);
    expect(verifyToken(SECRET, one).tokenId).toBe(verifyToken(SECRET, one).tokenId);
  });

  it.each([
    ['without an expiry', { exp: undefined }, /needs the claim "exp"/],
    ['with an expiry beyond all dates', { exp: 1e300 }, /needs the claim "exp"/],
    ['for a hundred years', { exp: inSeconds(100 * 365 * 86_400) }, /at most 24 hours/],
    ['for a day and an hour', { exp: inSeconds(25 * 3_600) }, /at most 24 hours/],
    [
      'for too long, issued long ago',
      { iat: inSeconds(-48 * 3_600), exp: inSeconds(60) },
      /at most 24 hours/,
    ],
    [
      'issued tomorrow',
      { iat: inSeconds(86_400), exp: inSeconds(86_400 + 60) },
      /issued in the future/,
    ],
    ['of another issuer', { iss: 'https://elsewhere.example' }, /of another issuer/],
    ['for another audience', { aud: 'billing' }, /for another audience/],
    ['for other audiences', { aud: ['billing', 'mail'] }, /for another audience/],
    ['of an unreadable issuer', { iss: 7 }, /wrong type/],
  ])('is rejected %s', (_, claims, fault) => {
    const token = unsafelySigned({
      ...{ sub: '7', role: 'team', iat: inSeconds(0), exp: inSeconds(60) },
      ...claims,
    });
    expect(refusalOf(token).message).toMatch(fault);
  });

  it('may name us as issuer and audience', () => {
    const named = { sub: '7', role: 'team', iss: 'ruang-diri', aud: ['mail', 'ruang-diri'] };
    expect(verifyToken(SECRET, mint(named)).sub).toBe('7');
  });

  it('must name the issuer and audience that are configured', () => {
    const issuer = 'https://id.example';
    const rules = { maxLifetime: 3_600_000, issuer, audience: 'counseling' };
    const verified = (claims: object): string =>
      verifyToken(SECRET, mint({ sub: '7', role: 'team', exp: inSeconds(60), ...claims }), rules)
        .sub;
    expect(verified({ iss: issuer, aud: 'counseling' })).toBe('7');
    expect(() => verified({ aud: 'counseling' })).toThrow(/another issuer/);
    expect(() => verified({ iss: 'ruang-diri', aud: 'counseling' })).toThrow(/another issuer/);
    expect(() => verified({ iss: issuer })).toThrow(/another audience/);
    const ours = issueToken(SECRET, { id: '42', role: 'client' }, rules);
    expect(verifyToken(SECRET, ours, rules)).toMatchObject({ sub: '42', role: 'client' });
    expect(decode(ours)).toMatchObject({ iss: issuer, aud: 'counseling' });
  });

  it('may have a numeric sub', () => {
    expect(verifyToken(SECRET, mint({ sub: 7, role: 'client' })).sub).toBe('7');
  });

  it.each([
    ['zero', 0],
    ['negative', -1],
    ['a fraction', 1.5],
    ['beyond exact integers', 2 ** 60],
    ['a word', 'admin'],
    ['empty', ''],
    ['beyond bigint', '9223372036854775808'],
    ['endless', '1'.repeat(400)],
    ['padded', '007'],
    ['SQL', "1' OR '1'='1"],
    ['a list', ['1']],
    ['absent', undefined],
  ])('is rejected when its sub is %s', (_, sub) => {
    const refusal = refusalOf(unsafelySigned({ sub, role: 'client', exp: inSeconds(60) }));
    expect(refusal.code).toBe('unauthenticated');
    expect(refusal.message).toMatch(/"sub" and "role".*Sign in again/);
  });

  it('is accepted for the largest possible id', () => {
    const sub = '9223372036854775807';
    expect(verifyToken(SECRET, mint({ sub, role: 'client' })).sub).toBe(sub);
  });

  it('is rejected without a role', () => {
    expect(refusalOf(mint({ sub: '7' })).message).toMatch(/"role"/);
  });
});

/** Signs claims as they are; the signing library itself would reject some. */
function unsafelySigned(claims: object): string {
  return sign(JSON.stringify(claims), SECRET, {
    algorithm: 'HS256',
    header: { alg: 'HS256', typ: 'JWT' },
  });
}

describe('token rejection names the reason', () => {
  const claims = { sub: '7', role: 'team' };

  it('when it is missing', () => {
    const refusal = refusalOf('');
    expect(refusal.code).toBe('unauthenticated');
    expect(refusal.status).toBe(401);
    expect(refusal.message).toMatch(/Sign in first/);
  });

  it('when it is unsigned (alg none)', () => {
    const refusal = refusalOf(unsigned({ alg: 'none', typ: 'JWT' }, claims));
    expect(refusal.message).toBe('The token is not signed. Sign in again');
  });

  it('when it claims HS256 but carries no signature', () => {
    const refusal = refusalOf(unsigned({ alg: 'HS256', typ: 'JWT' }, claims));
    expect(refusal.message).toBe('The token is not signed. Sign in again');
  });

  it('when it is signed with a key pair (RS256)', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const refusal = refusalOf(sign(claims, privateKey, { algorithm: 'RS256' }));
    expect(refusal.message).toBe('The token must be signed with HS256. Sign in again');
  });

  it.each(['HS384', 'HS512'] as const)('when it is signed with %s', (algorithm) => {
    expect(refusalOf(mint(claims, { algorithm })).message).toMatch(/must be signed with HS256/);
  });

  it('when another secret signed it', () => {
    const refusal = refusalOf(sign(claims, `${SECRET}!`, { algorithm: 'HS256' }));
    expect(refusal.message).toBe('The signature of the token is wrong. Sign in again');
  });

  it('when its claims were changed after signing', () => {
    const [header, , signature] = mint({ ...claims, role: 'client' }).split('.');
    const [, promoted] = mint(claims).split('.');
    expect(refusalOf(`${header}.${promoted}.${signature}`).message).toMatch(/signature/);
  });

  it('when it has expired', () => {
    const refusal = refusalOf(mint({ ...claims, exp: Math.floor(Date.now() / 1000) - 1 }));
    expect(refusal.message).toBe('The token has expired. Sign in again');
  });

  it('when it is not valid yet', () => {
    const refusal = refusalOf(mint({ ...claims, nbf: Math.floor(Date.now() / 1000) + 60 }));
    expect(refusal.message).toBe('The token is not valid yet. Sign in again');
  });

  it('when it is not a token', () => {
    const texts = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.array(fc.base64String(), { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const refusal = refusalOf(text);
        expect(refusal.code).toBe('unauthenticated');
        expect(refusal.message).toMatch(/Sign in again$/);
      }),
    );
  });
});
