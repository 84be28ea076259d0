import { z } from 'zod';
import { connectionFields } from './connection-config';
import { deadlineFields } from './deadlines';
import { duration, flag, port, url, wholeNumber } from './env-fields';
import { fileFields } from './file-config';
import { healthFields } from './health-config';
import { retentionFields } from './retention-config';
import { secretFields } from './secret-fields';

/*
 * Every environment variable the API and the worker read. `npm run docs:env` writes
 * docs/configuration.md and .env.example from these descriptions.
 */

/** The push services of the major browsers. */
const PUSH_SERVICES = [
  'https://fcm.googleapis.com',
  'https://*.push.services.mozilla.com',
  'https://*.notify.windows.com',
  'https://*.push.apple.com',
];

const origins = z
  .string()
  .default(PUSH_SERVICES.join())
  .transform((text, context) => {
    const all = text.split(',').map((origin) => origin.trim());
    if (all.every((origin) => /^https?:\/\/(\*\.)?[\w.-]+(:\d+)?$/.test(origin))) return all;
    context.addIssue('must be origins such as https://push.example, separated by commas');
    return z.NEVER;
  });

const serverFields = {
  NODE_ENV: z
    .enum(
      ['development', 'test', 'production'],
      'must be development, test or production: anything else would run without its safeguards',
    )
    .default('development')
    .describe(
      '`development`, `test` or `production`, which requires strong secrets of its own, rate limits and ' +
        'TLS to Ably, forbids `DEMO_PACE` and hides the demo users.',
    ),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'Address the API listens on; `0.0.0.0` in a container. Any address but a loopback one needs secrets of your own.',
    ),
  PORT: port(3000).describe('Port of the API. If unset and taken, `npm start` picks a free one.'),
  PUBLIC_URL: url(['http:', 'https:']).describe(
    'Address under which people reach the product, for links, and from whose pages WebSockets are accepted. ' +
      'If unset, the address of the request.',
  ),
  METRICS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'Address that serves `/metrics`; it must not be public: metrics need no sign-in and show ' +
        'how much the practice is used.',
    ),
  METRICS_PORT: port(9464).describe(
    "Port of the API's `/metrics`; the worker's is the next one. `0` turns metrics off.",
  ),
  TRUST_PROXY: wholeNumber(0).describe(
    'Number of reverse proxies in front, whose `X-Forwarded-For` is trusted for the client IP.',
  ),
  SOCKET_HEARTBEAT: duration('PT25S').describe(
    'Heartbeat interval of WebSocket and Socket.IO connections.',
  ),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be a level such as info',
    )
    .default('info')
    .describe('`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.'),
};

const serviceFields = {
  DATABASE_URL: url(['postgres:', 'postgresql:']).describe(
    'PostgreSQL, as `postgres://…`. `npm start` supplies one if unset.',
  ),
  REDIS_URL: url(['redis:', 'rediss:']).describe(
    'Redis with `maxmemory-policy noeviction`, as `redis://…`. `npm start` supplies one if unset.',
  ),
  REDIS_KEY_PREFIX: z
    .string()
    .regex(/^[\w-]+$/, 'may contain letters, digits, - and _')
    .default('ruang-diri')
    .describe('Prefix of every Redis key and channel, so that systems can share a server.'),
  ABLY_API_KEY: z
    .string()
    .regex(/^[^\s.:]+\.[^\s.:]+:[^\s.:]+$/, 'must look like appId.keyId:secret')
    .optional()
    .describe('Ably key, as `appId.keyId:secret`. `npm start` runs a local Ably if unset.'),
  ABLY_ENDPOINT: z
    .string()
    .regex(/^[^\s:/]+$/, 'must be a host name without port or path')
    .optional()
    .describe("Host of an Ably-compatible server; unset: Ably's cloud. Needs `ABLY_API_KEY`."),
  ABLY_PORT: z.coerce
    .number('must be a port number')
    .int()
    .min(1)
    .max(65535)
    .optional()
    .describe("Port of `ABLY_ENDPOINT`; unset: the protocol's own."),
  ABLY_TLS: flag(true).describe('Whether `ABLY_ENDPOINT` is called with TLS.'),
  CHANNEL_ENCRYPTION: flag(false).describe(
    "Whether Ably sees only ciphertext of conversations: events are encrypted by the SDK's channel " +
      'cipher, with a key that comes with the token. Recommended in production; off by default, so ' +
      'that clients without the cipher work.',
  ),
  ABLY_LOCAL_PORT: port(3001).describe('Port of the local Ably that `npm start` runs.'),
};

const outboxFields = {
  OUTBOX_SHARDS: wholeNumber(4).describe(
    'Parts of each outbox destination that workers share among them, at most this many workers ' +
      'per destination. A change takes effect once only one worker runs.',
  ),
  OUTBOX_LEASE: duration('PT3S').describe(
    'How long a worker holds the lease of a part without renewing it: after that, another one takes ' +
      'over from a worker that is frozen or gone. From PT1S to PT1M.',
  ),
};

const sessionFields = {
  INITIAL_MESSAGE_LEAD: duration('PT10M').describe(
    'How long before the start the greeting is sent.',
  ),
  END_BUTTON_LEAD: duration('PT5M').describe('How long before the end the end warning is sent.'),
  SESSION_MIN: duration('PT15M').describe('Shortest session.'),
  SESSION_MAX: duration('PT3H').describe('Longest session.'),
  BOOKING_NOTICE: duration('PT0S').describe('Minimum time between booking and start.'),
  BOOKING_HORIZON: duration('P180D').describe(
    'Maximum time between booking and start: hours and time zone rules are not known further ahead.',
  ),
  BOOKING_LIMIT: wholeNumber(5).describe(
    'Bookings that a client may have open at once, so that no client takes every free slot; a weekly ' +
      'series is one. `0`: no limit.',
  ),
  CHANGE_NOTICE: duration('PT0S').describe(
    'Minimum time before the start in which clients may cancel or reschedule; psychologists and the ' +
      'team always may, because a late change is better than an absence.',
  ),
  EARLY_START: duration('PT15M').describe(
    'Maximum time before the start at which the team may open a session: its end stays, so an early ' +
      "one keeps the client's other sessions closed. No longer than `SESSION_MIN`.",
  ),
  WORKER_OUTAGE: duration('PT1M').describe(
    'How long all workers may be away before it counts as an outage: the timelines of its sessions show ' +
      'it, and absences in them do not count. A restart takes ten seconds.',
  ),
  DEMO_PACE: flag(false).describe(
    "Accepts bookings with `pace: 'demo'`: a session in a minute. `npm start` turns it on; " +
      'refused in production.',
  ),
};

const signInFields = {
  PASSWORD_COST: wholeNumber(17).describe(
    'Work factor of password hashes: scrypt with `N = 2^PASSWORD_COST`, which takes 2^PASSWORD_COST KiB ' +
      'of memory. Production needs at least 17, the minimum of OWASP; a hash is renewed at the next ' +
      'sign-in after a change.',
  ),
  PASSWORD_CONCURRENCY: wholeNumber(2).describe(
    'Passwords that a process hashes at once, of the four threads that files need as well.',
  ),
  PASSWORD_QUEUE: wholeNumber(64).describe(
    'Sign-ins that may wait for their hash, networks and known devices in turn; more are refused with 503.',
  ),
  TOKEN_MAX_LIFETIME: duration('PT24H').describe(
    'Longest accepted lifetime of an access token, `exp` minus `iat`: a stolen one is worth no longer. A ' +
      'token without `exp` is refused.',
  ),
  JWT_ISSUER: z
    .string()
    .optional()
    .describe(
      'Required `iss` of access tokens. If unset, a token need not name one, and a named one must be ' +
        '`ruang-diri`.',
    ),
  JWT_AUDIENCE: z
    .string()
    .optional()
    .describe('Required `aud` of access tokens. If unset, as with `JWT_ISSUER`.'),
  WEB_SESSION_LIFETIME: duration('PT2H').describe('Lifetime of a browser sign-in, renewed by use.'),
  WEB_SESSION_LIMIT: duration('PT12H').describe(
    'Maximum lifetime of a browser sign-in, renewals included.',
  ),
};

const rateLimitFields = {
  RATE_LIMIT_ADDRESS: wholeNumber(6_000).describe(
    'Requests and connections per IP address a minute.',
  ),
  RATE_LIMIT_PERSON: wholeNumber(1_200).describe('Requests and frames per user a minute.'),
  RATE_LIMIT_MESSAGES: wholeNumber(300).describe('Messages per user a minute.'),
  RATE_LIMIT_CALENDARS: wholeNumber(30).describe(
    "Reads of a user's private calendar address a minute; calendars read it a few times an hour.",
  ),
  RATE_LIMIT_SIGN_INS: wholeNumber(10).describe(
    'Wrong passwords of an account, or of a known device of it, before each further attempt has to ' +
      'wait: from 30 seconds to 15 minutes. A network (/24, /64) has ten times as many, and waits up ' +
      'to 10 seconds.',
  ),
};

const securityFields = {
  SECURITY_ALARM: wholeNumber(200).describe(
    'Failed sign-ins, or refused requests of another kind, in 15 minutes that alarm the team in the app. ' +
      '`0`: no alarm.',
  ),
};

const privacyFields = {
  ...retentionFields,
  PRESENCE_LOCATION: flag(false).describe(
    'Stores the country and time zone of a present user for 30 days (C-35).',
  ),
};

const pushFields = {
  PUSH_SERVICES: origins.describe(
    'Origins of the push services that may be called, separated by commas; `*.` is any subdomain.',
  ),
  PUSH_CONTACT: z
    .string()
    .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'must begin with mailto: or https://')
    .default('mailto:team@ruangdiri.example')
    .describe('Contact that push services are given, as `mailto:` or `https://`.'),
};

/** The fields by section, in the order of the documentation. */
export const ENV_SECTIONS = {
  Server: serverFields,
  'PostgreSQL, Redis and Ably': serviceFields,
  'Delivery of events': outboxFields,
  Secrets: secretFields,
  Sessions: sessionFields,
  'Browser sign-in': signInFields,
  'Rate limits (`0`: no limit; not in production)': rateLimitFields,
  'Connections of an API process (`0`: no limit)': connectionFields,
  'Security events': securityFields,
  'Retention and privacy': privacyFields,
  Files: fileFields,
  'Web push': pushFields,
  Deadlines: deadlineFields,
  'Health and watchdog': healthFields,
};

export const envSchema = z.object({
  ...serverFields,
  ...serviceFields,
  ...outboxFields,
  ...secretFields,
  ...sessionFields,
  ...signInFields,
  ...rateLimitFields,
  ...connectionFields,
  ...securityFields,
  ...privacyFields,
  ...fileFields,
  ...pushFields,
  ...deadlineFields,
  ...healthFields,
});
export type EnvValues = z.infer<typeof envSchema>;
