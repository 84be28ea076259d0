import { AblyError } from '../protocol/ably-error';
import type { AppKey } from './app-key';
import type { Capability } from './capability';
import { resourcePattern } from './resource-pattern';

/** A verified token. Times are epoch milliseconds. */
export interface TokenInfo {
  issued: number;
  expires: number;
  revocationKey?: string;
  /** The token itself. */
  text?: string;
}

/** An authenticated client and its capability. */
export interface Identity {
  key: AppKey;
  capability: Capability;
  /** The client's only id; absent when it has none or may choose. */
  clientId?: string;
  /** `fixed`: only `clientId`; `any`: any asserted id; `none`: an anonymous token. */
  clientIdRule: 'fixed' | 'any' | 'none';
  /** Absent for basic authentication. */
  token?: TokenInfo;
  /** User claims of a JWT, by channel pattern. */
  claims: ReadonlyMap<string, string>;
}

/** The client id for a message; throws 40012 for an id that the sender may not assert. */
export function assertedClientId(identity: Identity, asserted: unknown): string | undefined {
  if (asserted === undefined || asserted === null) return identity.clientId;
  if (typeof asserted !== 'string' || asserted === '' || asserted === '*') {
    throw new AblyError(40012, 400, 'Invalid clientId: it must be text, and not "*".');
  }
  if (identity.clientIdRule === 'any' || asserted === identity.clientId) return asserted;
  const reason =
    identity.clientIdRule === 'none'
      ? 'this token is anonymous; request a token with a clientId'
      : `this client is "${identity.clientId}"`;
  throw new AblyError(40012, 400, `Invalid clientId "${asserted}": ${reason}.`);
}

/** Applies a client id from the URL or a header; throws 40102 if the credential does not allow it. */
export function withClientId(identity: Identity, clientId: string | undefined): Identity {
  if (clientId === undefined || clientId === '') return identity;
  if (identity.clientIdRule === 'fixed') {
    if (identity.clientId === clientId) return identity;
    throw incompatible(clientId, `the token belongs to "${identity.clientId}"`);
  }
  if (identity.clientIdRule === 'none') throw incompatible(clientId, 'the token is anonymous');
  if (clientId === '*') {
    if (identity.token) return identity;
    throw new AblyError(40012, 400, 'Invalid clientId: "*" cannot be a client\'s own id.');
  }
  return { ...identity, clientId, clientIdRule: 'fixed' };
}

function incompatible(clientId: string, reason: string): AblyError {
  return new AblyError(
    40102,
    401,
    `Incompatible credentials: clientId "${clientId}" was requested but ${reason}.`,
  );
}

/** The user claim of a JWT for a channel. */
export function userClaim(identity: Identity, channel: string): string | undefined {
  if (identity.claims.size === 0) return undefined;
  const exact = identity.claims.get(channel);
  if (exact !== undefined) return exact;
  for (const [pattern, claim] of identity.claims) {
    if (resourcePattern(pattern)(channel)) return claim;
  }
  return undefined;
}

/** The client id in CONNECTED: the fixed one, `*` for a token that may choose. */
export function reportedClientId(identity: Identity): string | undefined {
  if (identity.clientId !== undefined) return identity.clientId;
  return identity.clientIdRule === 'any' && identity.token ? '*' : undefined;
}
