import { connectionFaults, toConnectionRules } from './connection-config';
import type { ConnectionRules } from './connection-config';
import { deadlineFaults, toDeadlines } from './deadlines';
import type { Deadlines } from './deadlines';
import type { Env } from './env';
import { envSchema } from './env-schema';
import type { EnvValues } from './env-schema';
import { storageFaults, toFileConfig, toFileStorageKeys } from './file-config';
import type { FileConfig } from './file-config';
import { healthFaults, toHealthLimits, toWatchdogLimits } from './health-config';
import type { HealthLimits, WatchdogLimits } from './health-config';
import { productionFaults } from './production-faults';
import { retentionFaults, toRetentionRules } from './retention-config';
import type { RetentionRules } from './retention-config';
import { secretFaults } from './secret-faults';
import type { Secrets } from './secrets';

/** Booking and timeline rules in milliseconds. */
export interface SessionRules {
  initialMessageLead: number;
  endButtonLead: number;
  sessionMin: number;
  sessionMax: number;
  bookingNotice: number;
  /** Maximum time between booking and start. */
  bookingHorizon: number;
  /** Number of open bookings per client; 0: no limit. */
  bookingLimit: number;
  /** Minimum time before the start in which clients may cancel or reschedule. */
  changeNotice: number;
  /** Maximum time before the start at which the team may open a session. */
  earlyStart: number;
  /** An absence of all workers from which absences of participants do not count. */
  workerOutage: number;
}

/** Lifetimes of a browser sign-in in milliseconds. */
export interface WebSessionRules {
  /** Without renewal. */
  lifetime: number;
  /** Renewals included; then the password is required again. */
  limit: number;
}

/** What access tokens, ours and those of other issuers with the same secret, must say. */
export interface TokenRules {
  /** Longest accepted time from issue to expiry, in milliseconds. */
  maxLifetime: number;
  /** Required `iss`; undefined: none is required, and a named one must be `ruang-diri`. */
  issuer: string | undefined;
  /** Required `aud`; undefined: the same. */
  audience: string | undefined;
}

export interface PasswordRules {
  /** Binary logarithm of scrypt's N; each hash takes 2^cost KiB of memory. */
  cost: number;
  queue: {
    /** Passwords hashed at once. */
    concurrency: number;
    /** Sign-ins that wait for it. */
    maxWaiting: number;
  };
}

/** 0: no limit. */
export interface RateLimitRules {
  /** Requests and connections per IP address a minute. */
  perAddress: number;
  /** Requests and frames per user a minute. */
  perUser: number;
  /** Messages per user a minute. */
  messages: number;
  /** Reads of a user's calendar feed a minute. */
  calendars: number;
  /** Wrong passwords of an account or a known device before attempts have to wait. */
  signIns: number;
  connections: ConnectionRules;
}

/** Sharing of the outbox among workers. */
export interface OutboxRules {
  /** Shards of each destination. */
  shardCount: number;
  /** Duration of a lease in milliseconds. */
  ttlMs: number;
}

export interface PushRules {
  /** Origins that may be called; `*.` stands for any subdomain. */
  origins: string[];
  /** Contact given to push services: `mailto:` or `https://`. */
  contact: string;
}

export interface AblyAddress {
  /** Absent: Ably's cloud. */
  endpoint: string | undefined;
  port: number | undefined;
  tls: boolean;
}

/** Address of a process's own metrics server; port 0: none. */
export interface MetricsAddress {
  host: string;
  port: number;
}

export interface Config {
  production: boolean;
  host: string;
  port: number;
  /** PORT is set: no other port may be used instead. */
  isPortExplicit: boolean;
  metrics: MetricsAddress;
  /** Without a slash at the end; undefined: the address under which a request came. */
  publicUrl: string | undefined;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  redisKeyPrefix: string;
  ably: AblyAddress;
  ablyLocalPort: number;
  /** Events of conversations are encrypted before they are published through Ably. */
  encryptsChannels: boolean;
  outbox: OutboxRules;
  rules: SessionRules;
  webSession: WebSessionRules;
  passwords: PasswordRules;
  tokens: TokenRules;
  retention: RetentionRules;
  files: FileConfig;
  push: PushRules;
  limits: RateLimitRules;
  /** Security events of a kind in 15 minutes that alarm the team; 0: no alarm. */
  securityAlarm: number;
  deadlines: Deadlines;
  health: HealthLimits;
  watchdog: WatchdogLimits;
  /** Heartbeat interval in milliseconds. */
  socketHeartbeat: number;
  /** Number of reverse proxies whose `X-Forwarded-For` is trusted. */
  trustedProxies: number;
  /** Stores country and time zone of present users for 30 days (C-35). */
  storesLocation: boolean;
  /** Accepts bookings with `pace: 'demo'`. */
  demoPace: boolean;
  logLevel: string;
}

/** Lists all faults of the environment, one a line. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/** What a process does with the configuration. */
export interface ProcessNeeds {
  /** False: it neither signs nor verifies tokens, and need not have the secret. */
  tokens: boolean;
}

/** Parses the environment; throws one `ConfigError` with every fault. */
export function loadConfig(
  env: Env,
  needs: ProcessNeeds = { tokens: true },
): { config: Config; secrets: Secrets } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = envSchema.safeParse(given);
  const faults = parsed.success
    ? crossFieldFaults(parsed.data, { given, needs })
    : [
        ...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
        ...crossFieldFaults(validFields(given), { given, needs }),
      ];
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return { config: toConfig(parsed.data, given), secrets: toSecrets(parsed.data) };
}

/** The API and the worker need addresses; `npm start` starts its own servers instead. */
export function requireAddresses(config: Config, secrets: Secrets): void {
  const faults = [];
  if (config.databaseUrl === undefined) faults.push('DATABASE_URL: is missing');
  if (config.redisUrl === undefined) faults.push('REDIS_URL: is missing');
  if (secrets.ablyApiKey === undefined) faults.push('ABLY_API_KEY: is missing');
  if (faults.length > 0) {
    throw new ConfigError([...faults, 'npm start supplies all of them on a machine that has none']);
  }
}

/** Fields that are valid on their own, so that rules across fields are checked as well. */
function validFields(given: Env): Partial<EnvValues> {
  const valid = Object.entries(envSchema.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(given[name]);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(valid) as Partial<EnvValues>;
}

function crossFieldFaults(
  env: Partial<EnvValues>,
  { given, needs }: { given: Env; needs: ProcessNeeds },
): string[] {
  return [
    ...durationFaults(env),
    ...deadlineFaults(env),
    ...healthFaults(env),
    ...retentionFaults(env),
    ...connectionFaults(env),
    ...passwordFaults(env),
    ...tokenFaults(env),
    ...(env.OUTBOX_SHARDS === 0 ? ['OUTBOX_SHARDS: must be at least 1'] : []),
    ...storageFaults(env),
    ...(env.ABLY_ENDPOINT !== undefined && given['ABLY_API_KEY'] === undefined
      ? ['ABLY_API_KEY: is needed with ABLY_ENDPOINT']
      : []),
    ...secretFaults(env, needs),
    ...(env.NODE_ENV === 'production' ? productionFaults(env) : []),
  ];
}

function bookingFaults({
  BOOKING_NOTICE: notice,
  BOOKING_HORIZON: horizon,
}: Partial<EnvValues>): string[] {
  return notice !== undefined && horizon !== undefined && notice >= horizon
    ? ['BOOKING_NOTICE: must be shorter than BOOKING_HORIZON']
    : [];
}

function durationFaults(env: Partial<EnvValues>): string[] {
  const faults = bookingFaults(env);
  const { SESSION_MIN: min, SESSION_MAX: max } = env;
  if (min !== undefined && max !== undefined && min > max)
    faults.push('SESSION_MIN: must not exceed SESSION_MAX');
  if (min === 0) faults.push('SESSION_MIN: must be longer than PT0S');
  if (env.WORKER_OUTAGE === 0) faults.push('WORKER_OUTAGE: must be longer than PT0S');
  const { WEB_SESSION_LIFETIME: lifetime, WEB_SESSION_LIMIT: limit } = env;
  if (env.SOCKET_HEARTBEAT === 0) faults.push('SOCKET_HEARTBEAT: must be longer than PT0S');
  const { OUTBOX_LEASE: lease } = env;
  if (lease !== undefined && (lease < 1_000 || lease > 60_000)) {
    faults.push('OUTBOX_LEASE: must be from PT1S to PT1M');
  }
  if (lifetime === 0) faults.push('WEB_SESSION_LIFETIME: must be longer than PT0S');
  if (lifetime !== undefined && limit !== undefined && lifetime > limit) {
    faults.push('WEB_SESSION_LIFETIME: must not exceed WEB_SESSION_LIMIT');
  }
  return faults;
}

/** The highest work factor needs 1 GiB of memory for each hash. */
const MAX_PASSWORD_COST = 20;
const MIN_PASSWORD_COST = 10;
/** scrypt, r = 8, p = 1: the minimum of OWASP's Password Storage Cheat Sheet. */
const OWASP_PASSWORD_COST = 17;

function passwordFaults(env: Partial<EnvValues>): string[] {
  const { PASSWORD_COST: cost, NODE_ENV: environment } = env;
  const min = environment === 'production' ? OWASP_PASSWORD_COST : MIN_PASSWORD_COST;
  const faults = [];
  if (cost !== undefined && (cost < min || cost > MAX_PASSWORD_COST)) {
    faults.push(`PASSWORD_COST: must be from ${min} to ${MAX_PASSWORD_COST}`);
  }
  if (env.PASSWORD_CONCURRENCY === 0) faults.push('PASSWORD_CONCURRENCY: must be at least 1');
  if (env.PASSWORD_QUEUE === 0) faults.push('PASSWORD_QUEUE: must be at least 1');
  return faults;
}

function tokenFaults({
  WEB_SESSION_LIFETIME: lifetime,
  TOKEN_MAX_LIFETIME: longest,
}: Partial<EnvValues>): string[] {
  return lifetime !== undefined && longest !== undefined && longest < lifetime
    ? ['TOKEN_MAX_LIFETIME: must not be shorter than WEB_SESSION_LIFETIME']
    : [];
}

function toConfig(env: EnvValues, given: Env): Config {
  return {
    production: env.NODE_ENV === 'production',
    host: env.HOST,
    port: env.PORT,
    isPortExplicit: given['PORT'] !== undefined,
    metrics: { host: env.METRICS_HOST, port: env.METRICS_PORT },
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    redisKeyPrefix: env.REDIS_KEY_PREFIX,
    ably: { endpoint: env.ABLY_ENDPOINT, port: env.ABLY_PORT, tls: env.ABLY_TLS },
    ablyLocalPort: env.ABLY_LOCAL_PORT,
    encryptsChannels: env.CHANNEL_ENCRYPTION,
    outbox: { shardCount: env.OUTBOX_SHARDS, ttlMs: env.OUTBOX_LEASE },
    rules: rulesOf(env),
    retention: toRetentionRules(env),
    push: { origins: env.PUSH_SERVICES, contact: env.PUSH_CONTACT },
    files: toFileConfig(env),
    ...accountRulesOf(env),
    limits: limitsOf(env),
    securityAlarm: env.SECURITY_ALARM,
    deadlines: toDeadlines(env),
    health: toHealthLimits(env),
    watchdog: toWatchdogLimits(env),
    socketHeartbeat: env.SOCKET_HEARTBEAT,
    trustedProxies: env.TRUST_PROXY,
    storesLocation: env.PRESENCE_LOCATION,
    demoPace: env.DEMO_PACE,
    logLevel: env.LOG_LEVEL,
  };
}

function rulesOf(env: EnvValues): SessionRules {
  return {
    initialMessageLead: env.INITIAL_MESSAGE_LEAD,
    endButtonLead: env.END_BUTTON_LEAD,
    sessionMin: env.SESSION_MIN,
    sessionMax: env.SESSION_MAX,
    bookingNotice: env.BOOKING_NOTICE,
    bookingHorizon: env.BOOKING_HORIZON,
    bookingLimit: env.BOOKING_LIMIT,
    changeNotice: env.CHANGE_NOTICE,
    earlyStart: env.EARLY_START,
    workerOutage: env.WORKER_OUTAGE,
  };
}

function accountRulesOf(env: EnvValues): Pick<Config, 'tokens' | 'passwords' | 'webSession'> {
  return {
    webSession: { lifetime: env.WEB_SESSION_LIFETIME, limit: env.WEB_SESSION_LIMIT },
    tokens: {
      maxLifetime: env.TOKEN_MAX_LIFETIME,
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
    },
    passwords: {
      cost: env.PASSWORD_COST,
      queue: { concurrency: env.PASSWORD_CONCURRENCY, maxWaiting: env.PASSWORD_QUEUE },
    },
  };
}

function limitsOf(env: EnvValues): Config['limits'] {
  return {
    perAddress: env.RATE_LIMIT_ADDRESS,
    perUser: env.RATE_LIMIT_PERSON,
    messages: env.RATE_LIMIT_MESSAGES,
    calendars: env.RATE_LIMIT_CALENDARS,
    signIns: env.RATE_LIMIT_SIGN_INS,
    connections: toConnectionRules(env),
  };
}

function toSecrets(env: EnvValues): Secrets {
  return {
    jwtSecret: env.JWT_SECRET,
    acceptedJwtSecrets: env.JWT_SECRETS_ACCEPTED,
    contentMasterKey: env.CONTENT_MASTER_KEY,
    acceptedMasterKeys: env.CONTENT_MASTER_KEYS_ACCEPTED,
    ablyApiKey: env.ABLY_API_KEY,
    fileStorage: toFileStorageKeys(env),
  };
}
