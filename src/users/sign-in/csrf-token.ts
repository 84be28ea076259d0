import { createHmac, timingSafeEqual } from 'node:crypto';
import { secretsIn } from '../tokens/signing-secrets';
import type { AcceptedSecrets } from '../tokens/signing-secrets';

/**
 * CSRF token of a page. It is derived from the sign-in id, not the token, so that it survives
 * renewals in other tabs and differs for the next user of the browser.
 */
export function csrfTokenOf(secret: string, signInId: string): string {
  return digestOf(secret, signInId).toString('base64url');
}

/** Compares in constant time. */
export function isCsrfTokenOf(secrets: AcceptedSecrets, signInId: string, given: string): boolean {
  const actual = Buffer.from(given, 'base64url');
  return secretsIn(secrets).some((secret) => {
    const expected = digestOf(secret, signInId);
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  });
}

/** The prefix separates these values from others signed with the secret. */
function digestOf(secret: string, signInId: string): Buffer {
  return createHmac('sha256', secret).update(`csrf-token ${signInId}`).digest();
}
