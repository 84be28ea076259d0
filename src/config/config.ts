import { z } from 'zod';
import type { Env } from './env';
import { wholeNumber, duration, flag, port, url } from './env-fields';
import { fileFields, storageFaults, toFileStorageKeys, toFileConfig } from './file-config';
import type { FileConfig } from './file-config';
import type { ConversationKind } from '../enums';
import { DEFAULT_CONTENT_MASTER_KEY, DEFAULT_JWT_SECRET } from './secrets';
import type { Secrets } from './secrets';

/** Rules of booking and timeline; every value in milliseconds. */
export interface SessionRules {
  initialMessageLead: number;
  endButtonLead: number;
  sessionMin: number;
  sessionMax: number;
  bookingNotice: number;
}

/** How long a browser stays signed in; milliseconds. */
export interface WebSessionRules {
  /** Without renewal. */
  lifetime: number;
  /** With renewals, until the password is asked for again. */
  limit: number;
}

/** How often things may be done; 0 means without limit. */
export interface RateLimitRules {
  /** Requests and connections of one address a minute. */
  perAddress: number;
  /** Requests and frames of one person a minute. */
  perUser: number;
  /** Messages of one person a minute. */
  messages: number;
  /** Failed sign-ins for one e-mail from one address in a quarter of an hour. */
  signIns: number;
}

/** How long words are kept; every value in milliseconds. */
export interface RetentionRules {
  /** After a conversation's last message. */
  periods: Record<ConversationKind, number>;
  /** Between two looks for what has had its time. */
  checkInterval: number;
}

export interface PushRules {
  /** Origins that may be called; `*.` stands for any host below. */
  origins: string[];
  /** Whom a push service may write to about what it gets. */
  contact: string;
}

export interface AblyAddress {
  /** Absent: Ably's cloud. */
  endpoint: string | undefined;
  port: number | undefined;
  tls: boolean;
}

export interface Config {
  production: boolean;
  /** Address to listen on; loopback unless a container or proxy needs more. */
  host: string;
  port: number;
  /** Whether PORT was set by a person, who then wants this port and no other. */
  isPortExplicit: boolean;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** Put before every Redis key and channel, so that systems can share a server. */
  redisKeyPrefix: string;
  ably: AblyAddress;
  ablyLocalPort: number;
  rules: SessionRules;
  webSession: WebSessionRules;
  retention: RetentionRules;
  files: FileConfig;
  push: PushRules;
  limits: RateLimitRules;
  /** Milliseconds between two signs of life that are asked of whoever is at a socket. */
  socketHeartbeat: number;
  /** How many proxies stand in front, whose word on a caller's address is taken. */
  trustedProxies: number;
  /** Whether it is kept, for thirty days, from which country and time zone somebody is there (C-35). */
  storesLocation: boolean;
  /** Whether a booking may ask for the pace of a demonstration: a whole session in a minute. */
  demoPace: boolean;
  logLevel: string;
}

/** All faults of the environment at once, a line each. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

const masterKey = z
  .string()
  .default(DEFAULT_CONTENT_MASTER_KEY)
  .transform((text, context) => {
    const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
    if (bytes.length === 32) return bytes;
    context.addIssue(
      'must be 32 bytes, as base64 or 64 hexadecimal digits (openssl rand -base64 32)',
    );
    return z.NEVER;
  });

/** The services of the browsers there are. */
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
    const all = text.split(',').map((one) => one.trim());
    if (all.every((one) => /^https?:\/\/(\*\.)?[\w.-]+(:\d+)?$/.test(one))) return all;
    context.addIssue('must be origins such as https://push.example, separated by commas');
    return z.NEVER;
  });

/** What C-27 sets; a practice that counts as a health facility may have to keep words far longer. */
const ONE_YEAR = 'P365D';

const envSchema = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  REDIS_URL: url(['redis:', 'rediss:']),
  REDIS_KEY_PREFIX: z
    .string()
    .regex(/^[\w-]+$/, 'may hold letters, digits, - and _')
    .default('ruang-diri'),
  ABLY_API_KEY: z
    .string()
    .regex(/^[^\s.:]+\.[^\s.:]+:[^\s.:]+$/, 'must look like appId.keyId:secret')
    .optional(),
  ABLY_ENDPOINT: z
    .string()
    .regex(/^[^\s:/]+$/, 'must be a host name without port or path')
    .optional(),
  ABLY_PORT: z.coerce.number('must be a port number').int().min(1).max(65535).optional(),
  ABLY_TLS: flag(true),
  ABLY_LOCAL_PORT: port(3001),
  JWT_SECRET: z.string().min(16, 'must have at least 16 characters').default(DEFAULT_JWT_SECRET),
  CONTENT_MASTER_KEY: masterKey,
  INITIAL_MESSAGE_LEAD: duration('PT10M'),
  END_BUTTON_LEAD: duration('PT5M'),
  SESSION_MIN: duration('PT15M'),
  SESSION_MAX: duration('PT3H'),
  BOOKING_NOTICE: duration('PT0S'),
  RETENTION_SESSION: duration(ONE_YEAR),
  RETENTION_CARE: duration(ONE_YEAR),
  RETENTION_SUPPORT: duration(ONE_YEAR),
  RETENTION_DIRECT: duration(ONE_YEAR),
  RETENTION_GROUP: duration(ONE_YEAR),
  RETENTION_SWEEP: duration('PT1H'),
  PUSH_SERVICES: origins,
  PUSH_CONTACT: z
    .string()
    .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'must begin with mailto: or https://')
    .default('mailto:team@ruangdiri.example'),
  ...fileFields,
  WEB_SESSION_LIFETIME: duration('PT2H'),
  WEB_SESSION_LIMIT: duration('PT12H'),
  RATE_LIMIT_ADDRESS: wholeNumber(6_000),
  RATE_LIMIT_PERSON: wholeNumber(1_200),
  RATE_LIMIT_MESSAGES: wholeNumber(300),
  RATE_LIMIT_SIGN_INS: wholeNumber(10),
  SOCKET_HEARTBEAT: duration('PT25S'),
  TRUST_PROXY: wholeNumber(0),
  PRESENCE_LOCATION: flag(false),
  DEMO_PACE: flag(false),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be a level such as info',
    )
    .default('info'),
});
type Checked = z.infer<typeof envSchema>;

/** Turns the environment into configuration and secrets, or throws one `ConfigError` with every fault. */
export function loadConfig(env: Env): { config: Config; secrets: Secrets } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = envSchema.safeParse(given);
  const faults = parsed.success
    ? crossFaults(parsed.data, given)
    : [
        ...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
        ...crossFaults(validFields(given), given),
      ];
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return { config: toConfig(parsed.data, given), secrets: toSecrets(parsed.data) };
}

/** The two processes need addresses; only `npm start` may lack them, because it brings servers up. */
export function requireAddresses(config: Config, secrets: Secrets): void {
  const faults = [];
  if (config.databaseUrl === undefined) faults.push('DATABASE_URL: is missing');
  if (config.redisUrl === undefined) faults.push('REDIS_URL: is missing');
  if (secrets.ablyApiKey === undefined) faults.push('ABLY_API_KEY: is missing');
  if (faults.length > 0) {
    throw new ConfigError([...faults, 'npm start supplies all of them on a machine that has none']);
  }
}

/** The fields that are sound by themselves, so that what they say together can be checked as well. */
function validFields(given: Env): Partial<Checked> {
  const sound = Object.entries(envSchema.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(given[name]);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(sound) as Partial<Checked>;
}

function crossFaults(env: Partial<Checked>, given: Env): string[] {
  return [
    ...durationFaults(env),
    ...storageFaults(env),
    ...(env.ABLY_ENDPOINT !== undefined && given['ABLY_API_KEY'] === undefined
      ? ['ABLY_API_KEY: is needed with ABLY_ENDPOINT']
      : []),
    ...(env.NODE_ENV === 'production' ? productionFaults(env) : []),
  ];
}

const RETENTIONS = [
  'RETENTION_SESSION',
  'RETENTION_CARE',
  'RETENTION_SUPPORT',
  'RETENTION_DIRECT',
  'RETENTION_GROUP',
  'RETENTION_SWEEP',
] as const;

/** Spans of time that contradict each other, or are nothing. */
function durationFaults(env: Partial<Checked>): string[] {
  const faults = [];
  const { SESSION_MIN: min, SESSION_MAX: max } = env;
  if (min !== undefined && max !== undefined && min > max)
    faults.push('SESSION_MIN: must not exceed SESSION_MAX');
  if (min === 0) faults.push('SESSION_MIN: must be longer than PT0S');
  const { WEB_SESSION_LIFETIME: lifetime, WEB_SESSION_LIMIT: limit } = env;
  if (env.SOCKET_HEARTBEAT === 0) faults.push('SOCKET_HEARTBEAT: must be longer than PT0S');
  for (const name of RETENTIONS) {
    if (env[name] === 0) faults.push(`${name}: must be longer than PT0S`);
  }
  if (lifetime === 0) faults.push('WEB_SESSION_LIFETIME: must be longer than PT0S');
  if (lifetime !== undefined && limit !== undefined && lifetime > limit) {
    faults.push('WEB_SESSION_LIFETIME: must not exceed WEB_SESSION_LIMIT');
  }
  return faults;
}

/** What a laptop may do and a system for real people may not. */
function productionFaults(env: Partial<Checked>): string[] {
  const faults = [];
  if (env.JWT_SECRET === DEFAULT_JWT_SECRET) {
    faults.push('JWT_SECRET: production needs a secret of its own (openssl rand -base64 48)');
  }
  if (env.CONTENT_MASTER_KEY?.toString('base64') === DEFAULT_CONTENT_MASTER_KEY) {
    faults.push('CONTENT_MASTER_KEY: production needs a key of its own (openssl rand -base64 32)');
  }
  if (env.PUSH_SERVICES?.some((origin) => !origin.startsWith('https:'))) {
    faults.push('PUSH_SERVICES: must all begin with https:// in production');
  }
  if (env.DEMO_PACE) faults.push('DEMO_PACE: is not allowed in production');
  return faults;
}

function toConfig(env: Checked, given: Env): Config {
  return {
    production: env.NODE_ENV === 'production',
    host: env.HOST,
    port: env.PORT,
    isPortExplicit: given['PORT'] !== undefined,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    redisKeyPrefix: env.REDIS_KEY_PREFIX,
    ably: { endpoint: env.ABLY_ENDPOINT, port: env.ABLY_PORT, tls: env.ABLY_TLS },
    ablyLocalPort: env.ABLY_LOCAL_PORT,
    rules: {
      initialMessageLead: env.INITIAL_MESSAGE_LEAD,
      endButtonLead: env.END_BUTTON_LEAD,
      sessionMin: env.SESSION_MIN,
      sessionMax: env.SESSION_MAX,
      bookingNotice: env.BOOKING_NOTICE,
    },
    retention: retentionOf(env),
    push: { origins: env.PUSH_SERVICES, contact: env.PUSH_CONTACT },
    files: toFileConfig(env),
    webSession: { lifetime: env.WEB_SESSION_LIFETIME, limit: env.WEB_SESSION_LIMIT },
    limits: {
      perAddress: env.RATE_LIMIT_ADDRESS,
      perUser: env.RATE_LIMIT_PERSON,
      messages: env.RATE_LIMIT_MESSAGES,
      signIns: env.RATE_LIMIT_SIGN_INS,
    },
    socketHeartbeat: env.SOCKET_HEARTBEAT,
    trustedProxies: env.TRUST_PROXY,
    storesLocation: env.PRESENCE_LOCATION,
    demoPace: env.DEMO_PACE,
    logLevel: env.LOG_LEVEL,
  };
}

function retentionOf(env: Checked): RetentionRules {
  return {
    periods: {
      session: env.RETENTION_SESSION,
      care: env.RETENTION_CARE,
      support: env.RETENTION_SUPPORT,
      direct: env.RETENTION_DIRECT,
      group: env.RETENTION_GROUP,
    },
    checkInterval: env.RETENTION_SWEEP,
  };
}

function toSecrets(env: Checked): Secrets {
  return {
    jwtSecret: env.JWT_SECRET,
    contentMasterKey: env.CONTENT_MASTER_KEY,
    ablyApiKey: env.ABLY_API_KEY,
    fileStorage: toFileStorageKeys(env),
  };
}
