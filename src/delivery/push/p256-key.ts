import { ECDH } from 'node:crypto';

/** Whether a browser's key is a point of P-256: without one nothing can be sealed for it. */
export function isP256PublicKey(base64url: string): boolean {
  try {
    ECDH.convertKey(base64url, 'prime256v1', 'base64url');
    return true;
  } catch {
    return false;
  }
}
