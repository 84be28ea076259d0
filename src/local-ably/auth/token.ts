import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import type { AppKey } from './app-key';
import { Capability } from './capability';
import type { Identity } from './identity';

/** The response to `requestToken`. */
export interface TokenDetails {
  token: string;
  keyName: string;
  issued: number;
  expires: number;
  capability: string;
  clientId?: string;
}

const SIGNATURE_LENGTH = 43;

/** Issues a self-contained token signed by the key: stateless, so it survives a restart. */
export function issueToken(
  key: AppKey,
  claims: { issued: number; expires: number; capability: string; clientId?: string },
): TokenDetails {
  const nonce = randomBytes(6).toString('base64url');
  const body = Buffer.from(JSON.stringify({ ...claims, key: key.id, nonce })).toString('base64url');
  const appId = key.name.slice(0, key.name.indexOf('.'));
  return { token: `${appId}.${sign(key, body)}${body}`, keyName: key.name, ...claims };
}

/** Verifies a token from `issueToken`; the caller checks its expiry. */
export function readToken(token: string, keys: ReadonlyMap<string, AppKey>): Identity {
  const signed = token.slice(token.indexOf('.') + 1);
  const signature = signed.slice(0, SIGNATURE_LENGTH);
  const body = signed.slice(SIGNATURE_LENGTH);
  const claims = parseBody(body);
  const keyId = claims?.['key'];
  const key = typeof keyId === 'string' ? keys.get(keyId) : undefined;
  if (!claims || !key || !safeEqual(signature, sign(key, body))) {
    throw new AblyError(40143, 401, 'Token unrecognized: request a new one.');
  }
  const clientId = typeof claims['clientId'] === 'string' ? claims['clientId'] : undefined;
  return {
    key,
    capability: Capability.parse(claims['capability']),
    clientId: clientId === '*' ? undefined : clientId,
    clientIdRule: clientId === undefined ? 'none' : clientId === '*' ? 'any' : 'fixed',
    token: { issued: Number(claims['issued']), expires: Number(claims['expires']) },
    claims: new Map(),
  };
}

function parseBody(body: string): Record<string, unknown> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    return isPlainObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function sign(key: AppKey, body: string): string {
  return createHmac('sha256', `token:${key.secret}`).update(body).digest('base64url');
}

/** Compares two secrets in constant time. */
export function safeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
