import { AblyError } from '../protocol/ably-error';
import type { Identity } from './identity';

/** Revokes tokens issued before a time, by clientId, revocation key or channel. */
export interface Revocation {
  keyName: string;
  type: string;
  value: string;
  issuedBefore: number;
  appliesAt: number;
}

const MAX_TOKEN_TTL = 86_400_000;
const CAPACITY = 100_000;

/** The revocations of an app, stored until all tokens they can affect have expired. */
export class Revocations {
  private entries: Revocation[] = [];

  add(revocation: Revocation): void {
    const now = Date.now();
    const live = this.entries.filter((entry) => entry.issuedBefore > now - MAX_TOKEN_TTL);
    this.entries = [...live.slice(1 - CAPACITY), revocation];
  }

  /** Throws 40141 for a revoked token. */
  check(identity: Identity): void {
    const now = Date.now();
    if (this.entries.some((entry) => entry.appliesAt <= now && isRevoked(identity, entry))) {
      throw tokenRevoked();
    }
  }
}

export function tokenRevoked(): AblyError {
  return new AblyError(40141, 401, 'Token revoked: request a new one.');
}

/** True when the revocation affects this token. */
export function isRevoked(identity: Identity, revocation: Revocation): boolean {
  const { token } = identity;
  if (!token || identity.key.name !== revocation.keyName) return false;
  if (token.issued >= revocation.issuedBefore) return false;
  if (revocation.type === 'clientId') return identity.clientId === revocation.value;
  if (revocation.type === 'revocationKey') return token.revocationKey === revocation.value;
  return revocation.type === 'channel' && identity.capability.resources.has(revocation.value);
}
