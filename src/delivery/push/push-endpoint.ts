import { ECDH } from 'node:crypto';

/**
 * Whether an endpoint belongs to an allowed push service. Endpoints come from browsers, so without
 * this check anyone could make the server call any URL (SSRF).
 */
export function isAllowedPushEndpoint(endpoint: string, origins: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  if (url.username || url.password) return false;
  return origins.some((origin) => {
    const [protocol = '', host = ''] = origin.split('//');
    if (url.protocol !== protocol) return false;
    return host.startsWith('*.') ? url.host.endsWith(host.slice(1)) : url.host === host;
  });
}

/** Payloads can only be encrypted for a valid point of the curve P-256. */
export function isP256PublicKey(base64url: string): boolean {
  try {
    ECDH.convertKey(base64url, 'prime256v1', 'base64url');
    return true;
  } catch {
    return false;
  }
}
