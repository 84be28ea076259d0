import { createHmac } from 'node:crypto';

/** One secret, or several while secrets are rotated: a signature under any of them is accepted. */
export type AcceptedSecrets = string | readonly string[];

export function secretsIn(secrets: AcceptedSecrets): readonly string[] {
  return typeof secrets === 'string' ? [secrets] : secrets;
}

/** Names a secret without revealing it: the `kid` of our tokens. */
export function signingKeyId(secret: string): string {
  return createHmac('sha256', secret).update('signing-key-id').digest('base64url').slice(0, 11);
}
