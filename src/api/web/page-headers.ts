import type { AblyAddress } from '../../config/config';

/** Devices and abilities of a browser that no page of ours asks for. */
const DISABLED_FEATURES = [
  'camera',
  'microphone',
  'geolocation',
  'payment',
  'usb',
  'display-capture',
];

/** What every page of the app is sent with: it may run our files, speak to us and to Ably, and no more. */
export function pageHeaders(ably: AblyAddress): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(ably),
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': DISABLED_FEATURES.map((name) => `${name}=()`).join(', '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    // The page names its files, and those change with every release; nothing of it is worth keeping.
    'Cache-Control': 'no-store',
  };
}

/** What the worker may do that shows notifications: speak to us, and no more. */
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
    // The one address of a script that pages of ours name themselves.
    'trusted-types push-worker',
  ].join('; ');
}

/** Where the SDK connects to: the hosts of Ably's cloud, or the one host that was configured. */
function ablySources({ endpoint, port, tls }: AblyAddress): string[] {
  if (endpoint === undefined || !isHostName(endpoint)) {
    return ['*.ably.net', '*.ably-realtime.com'].flatMap((host) => [
      `https://${host}`,
      `wss://${host}`,
    ]);
  }
  const address = port === undefined ? endpoint : `${endpoint}:${port}`;
  return tls
    ? [`https://${address}`, `wss://${address}`]
    : [`http://${address}`, `ws://${address}`];
}

/** The SDK takes a name without a dot for a routing policy of Ably's cloud, except for this one. */
function isHostName(endpoint: string): boolean {
  return endpoint.includes('.') || endpoint.includes(':') || endpoint === 'localhost';
}
