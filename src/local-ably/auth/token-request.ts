import { createHmac } from 'node:crypto';
import { AblyError } from '../protocol/ably-error';
import type { AppKey } from './app-key';
import { Capability } from './capability';
import type { NonceCache } from './nonce-cache';
import { issueToken, safeEqual, type TokenDetails } from './token';

const DEFAULT_TTL = 3_600_000;
const MAX_TTL = 86_400_000;
const TIMESTAMP_TOLERANCE = 120_000;
const MAX_NONCE_LENGTH = 1_024;

/** How long nonces are stored: twice the tolerance of timestamps. */
export const NONCE_LIFETIME = 2 * TIMESTAMP_TOLERANCE;

/** Verifies a TokenRequest and issues the token. */
export function grantToken(
  key: AppKey,
  body: Record<string, unknown>,
  trust: { nonces: NonceCache; signedByKey: boolean },
): TokenDetails {
  const text = (field: string): string => fieldText(body, field);
  if (text('keyName') !== '' && text('keyName') !== key.name) {
    throw new AblyError(40101, 401, 'The token request and the URL have different keys.');
  }
  if (body['mac'] !== undefined) checkSignature(key, text, trust.nonces);
  else if (!trust.signedByKey) {
    throw new AblyError(40101, 401, 'Token request needs a mac, or basic authentication.');
  }
  const issued = Date.now();
  const clientId = text('clientId');
  return issueToken(key, {
    issued,
    expires: issued + readTtl(text('ttl'), key),
    capability: grantedCapability(key, text('capability')),
    ...(clientId === '' ? {} : { clientId }),
  });
}

function fieldText(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (field === 'capability') return JSON.stringify(value);
  throw new AblyError(40000, 400, `Token request field "${field}" must be text.`);
}

function checkSignature(key: AppKey, text: (field: string) => string, nonces: NonceCache): void {
  const signed = ['keyName', 'ttl', 'capability', 'clientId', 'timestamp', 'nonce']
    .map((field) => `${text(field)}\n`)
    .join('');
  const mac = createHmac('sha256', key.secret).update(signed).digest('base64');
  if (!safeEqual(mac, text('mac'))) {
    throw new AblyError(
      40101,
      401,
      'Token request mac does not match: sign it with the key secret.',
    );
  }
  const drift = Math.abs(Date.now() - Number(text('timestamp')));
  if (!(drift <= TIMESTAMP_TOLERANCE)) {
    throw new AblyError(
      40104,
      401,
      'Token request timestamp is not current: set the clock, or use the queryTime option.',
    );
  }
  const nonce = text('nonce');
  if (nonce.length > MAX_NONCE_LENGTH) {
    throw new AblyError(40000, 400, `Token request nonce: at most ${MAX_NONCE_LENGTH} characters.`);
  }
  if (!nonces.use(key.name, nonce)) {
    throw new AblyError(40105, 401, 'Token request nonce was used before: sign a new request.');
  }
}

function readTtl(text: string, key: AppKey): number {
  const max = key.revocableTokens ? DEFAULT_TTL : MAX_TTL;
  if (text === '') return DEFAULT_TTL;
  const ttl = Number(text);
  if (!Number.isFinite(ttl) || ttl <= 0 || ttl > max) {
    throw new AblyError(40003, 400, `Invalid ttl: give milliseconds between 1 and ${max}.`);
  }
  return Math.floor(ttl) || 1;
}

function grantedCapability(key: AppKey, requested: string): string {
  if (requested === '') return key.capabilityText;
  const both = Capability.parse(requested).intersect(key.capability);
  if (both.isEmpty) {
    throw new AblyError(
      40160,
      401,
      'Capability denied: the key allows none of the requested capabilities.',
    );
  }
  return both.toString();
}
