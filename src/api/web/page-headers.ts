import { isHostName } from '../../config/ably-host';
import type { AblyAddress } from '../../config/config';

/** Browser features that no page uses. */
const DISABLED_FEATURES = [
  'camera',
  'microphone',
  'geolocation',
  'payment',
  'usb',
  'display-capture',
];

/**
 * Headers of every page: only scripts of the same origin, and connections to the same origin and to
 * Ably.
 */
export function pageHeaders(ably: AblyAddress): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(ably),
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': DISABLED_FEATURES.map((name) => `${name}=()`).join(', '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    // The page names hashed assets, which change with every release.
    'Cache-Control': 'no-store',
  };
}

/** The policy of the service worker that shows notifications: it may connect to our origin only. */
export const PUSH_WORKER_POLICY = "default-src 'none'; connect-src 'self'; img-src 'self'";

function contentSecurityPolicy(ably: AblyAddress): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "manifest-src 'self'",
    `connect-src 'self' ${ablySources(ably).join(' ')}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // The only script URL that pages pass to the browser themselves.
    'trusted-types push-worker',
  ].join('; ');
}

/** Where the SDK checks whether the network works at all. */
const CONNECTIVITY_CHECKS = [
  'https://internet-up.ably-realtime.com',
  'wss://ws-up.ably-realtime.com',
];

/** The hosts of a routing policy, as the SDK derives them. */
function cloudHosts(policy: string): string[] {
  const fallbacks = ['a', 'b', 'c', 'd', 'e'].map(
    (id) => `${policy}.${id}.fallback.ably-realtime.com`,
  );
  return [`${policy}.realtime.ably.net`, ...fallbacks];
}

/** The hosts that the SDK connects to: Ably's cloud, or the configured endpoint. */
function ablySources({ endpoint, port, tls }: AblyAddress): string[] {
  if (endpoint === undefined || !isHostName(endpoint)) {
    return cloudHosts(endpoint ?? 'main')
      .flatMap((host) => [`https://${host}`, `wss://${host}`])
      .concat(CONNECTIVITY_CHECKS);
  }
  const address = port === undefined ? endpoint : `${endpoint}:${port}`;
  return tls
    ? [`https://${address}`, `wss://${address}`]
    : [`http://${address}`, `ws://${address}`];
}
