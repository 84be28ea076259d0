import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import type { AppKey } from './app-key';
import { Capability } from './capability';
import type { Identity } from './identity';

/** What a token says, as `requestToken` answers it. */
export interface TokenDetails {
  token: string;
  keyName: string;
  issued: number;
  expires: number;
  capability: string;
  clientId?: string;
}

const SIGNATURE_LENGTH = 43;

/**
 * Makes a token that carries its own facts under the key's signature: nothing needs to be stored,
 * and it survives a restart of the server.
 */
export function issueToken(
  key: AppKey,
  facts: { issued: number; expires: number; capability: string; clientId?: string },
): TokenDetails {
  const nonce = randomBytes(6).toString('base64url');
  const body = Buffer.from(JSON.stringify({ ...facts, key: key.id, nonce })).toString('base64url');
  const appId = key.name.slice(0, key.name.indexOf('.'));
  return { token: `${appId}.${sign(key, body)}${body}`, keyName: key.name, ...facts };
}

/** Checks a token made by `issueToken`; expiry is the caller's to check. */
export function readToken(token: string, keys: ReadonlyMap<string, AppKey>): Identity {
  const sealed = token.slice(token.indexOf('.') + 1);
  const signature = sealed.slice(0, SIGNATURE_LENGTH);
  const body = sealed.slice(SIGNATURE_LENGTH);
  const facts = parseBody(body);
  const keyId = facts?.['key'];
  const key = typeof keyId === 'string' ? keys.get(keyId) : undefined;
  if (!facts || !key || !safeEqual(signature, sign(key, body))) {
    throw new AblyError(40143, 401, 'Token unrecognized: request a new one.');
  }
  const clientId = typeof facts['clientId'] === 'string' ? facts['clientId'] : undefined;
  return {
    key,
    capability: Capability.parse(facts['capability']),
    clientId: clientId === '*' ? undefined : clientId,
    clientIdRule: clientId === undefined ? 'none' : clientId === '*' ? 'any' : 'fixed',
    token: { issued: Number(facts['issued']), expires: Number(facts['expires']) },
    claims: new Map(),
  };
}

function parseBody(body: string): Record<string, unknown> | undefined {
  try {
    const facts: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    return isPlainObject(facts) ? facts : undefined;
  } catch {
    return undefined;
  }
}

function sign(key: AppKey, body: string): string {
  return createHmac('sha256', `token:${key.secret}`).update(body).digest('base64url');
}

/** Compares two secrets without telling by its duration where they differ. */
export function safeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
