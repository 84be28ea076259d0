import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a page must repeat with every change it asks for. It is drawn from the sign-in that the
 * session's token names, not from the token's text: so it stays the same when another tab renews
 * the token, and is another for the next person at the same browser.
 */
export function csrfTokenOf(secret: string, signInId: string): string {
  return digestOf(secret, signInId).toString('base64url');
}

/** Compares in constant time. */
export function isCsrfTokenOf(secret: string, signInId: string, given: string): boolean {
  const expected = digestOf(secret, signInId);
  const actual = Buffer.from(given, 'base64url');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** The prefix keeps these values apart from whatever else the secret signs. */
function digestOf(secret: string, signInId: string): Buffer {
  return createHmac('sha256', secret).update(`csrf-token ${signInId}`).digest();
}
