import { decode, verify, type JwtPayload } from 'jsonwebtoken';
import { AblyError } from '../protocol/ably-error';
import type { AppKey } from './app-key';
import { Capability } from './capability';
import type { Identity } from './identity';

/** The key name in a JWT's `kid` header, read before verification. */
export function jwtKeyName(token: string): string {
  const decoded = safeDecode(token);
  const kid = decoded?.header.kid;
  if (typeof kid !== 'string') {
    throw new AblyError(
      40144,
      401,
      'JWT could not be read: it needs three parts and a "kid" header that names the key.',
    );
  }
  return kid;
}

function safeDecode(token: string): ReturnType<typeof decodeComplete> {
  try {
    return decodeComplete(token);
  } catch {
    return null;
  }
}

function decodeComplete(token: string): { header: { kid?: string; alg: string } } | null {
  return decode(token, { complete: true });
}

/** Verifies a JWT signed (HS256) with a key's secret; the caller checks its expiry. */
export function readJwt(token: string, key: AppKey): Identity {
  const algorithm = safeDecode(token)?.header.alg;
  if (algorithm !== 'HS256') {
    throw new AblyError(40144, 401, `JWT algorithm "${algorithm}" is not supported: use HS256.`);
  }
  let claims: JwtPayload | string;
  try {
    claims = verify(token, key.secret, {
      algorithms: ['HS256'],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
  } catch {
    throw new AblyError(
      40101,
      401,
      'JWT signature does not match: sign it with HS256 and the secret of the key in "kid".',
    );
  }
  if (typeof claims === 'string' || typeof claims.exp !== 'number') {
    throw new AblyError(40144, 401, 'JWT needs the claims "iat" and "exp".');
  }
  return identityOfClaims(key, claims, claims.exp);
}

function identityOfClaims(key: AppKey, claims: JwtPayload, exp: number): Identity {
  const clientId = optionalText(claims, 'x-ably-clientId');
  const capability = claims['x-ably-capability'] as unknown;
  const token: Identity['token'] = { issued: (claims.iat ?? 0) * 1000, expires: exp * 1000 };
  const revocationKey = optionalText(claims, 'x-ably-revocation-key');
  if (revocationKey !== undefined) token.revocationKey = revocationKey;
  return {
    key,
    capability:
      capability === undefined ? key.capability : effective(Capability.parse(capability), key),
    clientId: clientId === '*' ? undefined : clientId,
    clientIdRule: clientId === undefined ? 'none' : clientId === '*' ? 'any' : 'fixed',
    token,
    claims: userClaims(claims),
  };
}

function effective(requested: Capability, key: AppKey): Capability {
  const both = requested.intersect(key.capability);
  if (!both.isEmpty) return both;
  throw new AblyError(
    40160,
    401,
    'Capability denied: the key allows none of the capabilities in the JWT.',
  );
}

function optionalText(claims: JwtPayload, name: string): string | undefined {
  const value: unknown = claims[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new AblyError(40144, 401, `JWT claim "${name}" must be a string.`);
}

function userClaims(claims: JwtPayload): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(claims)) {
    if (typeof value !== 'string') continue;
    if (name.startsWith('ably.channel.')) found.set(name.slice('ably.channel.'.length), value);
    if (name.startsWith('ably.room.')) {
      found.set(`${name.slice('ably.room.'.length)}::$chat`, value);
    }
  }
  return found;
}
