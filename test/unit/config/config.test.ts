import { randomBytes } from 'node:crypto';
import { fc } from '../../support/harness/property-testing';
import { ConfigError, loadConfig, requireAddresses } from '../../../src/config/config';
import type { Env } from '../../../src/config/env';
import { DEFAULT_CONTENT_MASTER_KEY, DEFAULT_JWT_SECRET } from '../../../src/config/secrets';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: randomBytes(48).toString('base64'),
  CONTENT_MASTER_KEY: randomBytes(32).toString('base64'),
};

function faultsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const faultsIn = (env: Env): string[] => faultsOf(() => loadConfig(env));
const rulesOf = (env: Env) => loadConfig(env).config.rules;

describe('empty environment', () => {
  it('yields the development defaults', () => {
    const { config, secrets } = loadConfig({});
    expect(config).toEqual({
      production: false,
      port: 3000,
      metrics: { host: '127.0.0.1', port: 9464 },
      isPortExplicit: false,
      host: '127.0.0.1',
      databaseUrl: undefined,
      redisUrl: undefined,
      redisKeyPrefix: 'ruang-diri',
      ably: { endpoint: undefined, port: undefined, tls: true },
      ablyLocalPort: 3001,
      encryptsChannels: false,
      outbox: { shardCount: 4, ttlMs: 3_000 },
      rules: {
        initialMessageLead: 10 * MINUTE,
        endButtonLead: 5 * MINUTE,
        sessionMin: 15 * MINUTE,
        sessionMax: 180 * MINUTE,
        bookingNotice: 0,
        bookingHorizon: 180 * DAY,
        bookingLimit: 5,
        changeNotice: 0,
        earlyStart: 15 * MINUTE,
        workerOutage: MINUTE,
      },
      retention: {
        periods: {
          session: 365 * DAY,
          care: 365 * DAY,
          support: 365 * DAY,
          direct: 365 * DAY,
          group: 365 * DAY,
        },
        checkInterval: 60 * MINUTE,
        erasureDelay: 7 * DAY,
        erasureLimit: 10,
      },
      push: {
        origins: [
          'https://fcm.googleapis.com',
          'https://*.push.services.mozilla.com',
          'https://*.notify.windows.com',
          'https://*.push.apple.com',
        ],
        contact: 'mailto:team@ruangdiri.example',
      },
      files: {
        dir: '.data/files',
        bucket: undefined,
        clamd: undefined,
        scanTimeout: 5_000,
        cleanupInterval: 2_000,
        allowVideos: false,
        cdnBaseUrl: '',
      },
      passwords: { cost: 17, queue: { concurrency: 2, maxWaiting: 64 } },
      securityAlarm: 200,
      tokens: { maxLifetime: DAY, issuer: undefined, audience: undefined },
      webSession: { lifetime: 120 * MINUTE, limit: 720 * MINUTE },
      limits: {
        ...{ perAddress: 6_000, perUser: 1_200, messages: 300, signIns: 10, calendars: 30 },
        connections: {
          ...{ perUser: 250, perAddress: 1_000, partialRequests: 100 },
          ...{ requestTimeout: 20_000, uploadTimeout: 5 * MINUTE },
        },
      },
      deadlines: {
        database: {
          connect: 3_000,
          pool: 8_000,
          statement: 5_000,
          longStatement: 60_000,
          lock: 2_000,
          idleTransaction: 2_000,
          query: 6_000,
          keepAlive: 5_000,
        },
        redis: { connect: 2_000, command: 1_000, keepAlive: 5_000 },
        ably: { publish: 5_000, request: 4_000 },
        storage: { connect: 3_000, idle: 15_000 },
        clamd: 30_000,
        push: 10_000,
        shutdown: { drain: 2_000, limit: 10_000 },
      },
      health: {
        cache: 1_000,
        keyAge: 30 * 24 * 3_600_000,
        workerSilence: 10_000,
        loop: 15_000,
        outbox: 30_000,
        step: 15_000,
        clock: 2_000,
        ablyClock: MINUTE,
        redisMemory: 90,
      },
      watchdog: { eventLoop: 15_000, loop: MINUTE },
      socketHeartbeat: 25_000,
      trustedProxies: 0,
      storesLocation: false,
      demoPace: false,
      logLevel: 'info',
    });
    expect(secrets.jwtSecret).toBe(DEFAULT_JWT_SECRET);
    expect(secrets.contentMasterKey.toString('base64')).toBe(DEFAULT_CONTENT_MASTER_KEY);
    expect([secrets.acceptedJwtSecrets, secrets.acceptedMasterKeys]).toEqual([[], []]);
    expect(secrets.ablyApiKey).toBeUndefined();
  });

  it('treats empty values as unset', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: '', SESSION_MAX: '' })).toEqual(loadConfig({}));
  });
});

describe('environment variables', () => {
  it('override the defaults', () => {
    const { config, secrets } = loadConfig({
      PORT: '8080',
      DATABASE_URL: 'postgres://app@db:5432/ruang',
      REDIS_URL: 'rediss://cache:6380',
      ABLY_API_KEY: 'app.key:secret',
      ABLY_ENDPOINT: 'ably.example.org',
      ABLY_PORT: '8443',
      ABLY_TLS: 'false',
      CONTENT_MASTER_KEY: 'ab'.repeat(32),
    });
    expect(config.port).toBe(8080);
    expect(config.isPortExplicit).toBe(true);
    expect(config.databaseUrl).toBe('postgres://app@db:5432/ruang');
    expect(config.redisUrl).toBe('rediss://cache:6380');
    expect(config.ably).toEqual({ endpoint: 'ably.example.org', port: 8443, tls: false });
    expect(secrets.ablyApiKey).toBe('app.key:secret');
    expect(secrets.contentMasterKey.equals(Buffer.alloc(32, 0xab))).toBe(true);
  });

  it.each([
    ['PT0S', 0],
    ['PT90S', 90_000],
    ['PT1H30M', 90 * MINUTE],
    ['PT0.5S', 500],
    ['P1D', 24 * 60 * MINUTE],
  ])('accept a duration such as %s', (text, ms) => {
    expect(rulesOf({ BOOKING_NOTICE: text }).bookingNotice).toBe(ms);
  });

  it.each([
    [{ RETENTION_CARE: 'PT0S' }, 'RETENTION_CARE: must be longer than PT0S'],
    [
      { PUSH_SERVICES: 'push.example' },
      'PUSH_SERVICES: must be origins such as https://push.example, separated by commas',
    ],
    [{ WATCHDOG_EVENT_LOOP: 'PT0S' }, 'WATCHDOG_EVENT_LOOP: must be more than 0'],
    [{ WORKER_OUTAGE: 'PT0S' }, 'WORKER_OUTAGE: must be longer than PT0S'],
    [{ WATCHDOG_LOOP: 'PT10S' }, 'HEALTH_LOOP_LIMIT: must not exceed WATCHDOG_LOOP'],
    [{ PUSH_CONTACT: 'team' }, 'PUSH_CONTACT: must begin with mailto: or https://'],
  ])('are rejected: %j', (env, fault) => {
    expect(faultsIn(env)).toEqual([fault]);
  });

  it.each(['10', '10 minutes', '-PT5M', 'PT-5M', '5m'])(
    'are rejected as a duration: "%s"',
    (text) => {
      expect(faultsIn({ END_BUTTON_LEAD: text })).toEqual([
        `END_BUTTON_LEAD: "${text}" is not an ISO 8601 duration such as PT5M`,
      ]);
    },
  );

  it.each([
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PORT', '1.5'],
    ['ABLY_LOCAL_PORT', '-1'],
    ['ABLY_PORT', '0'],
    ['DATABASE_URL', 'mysql://db/ruang'],
    ['DATABASE_URL', 'db:5432'],
    ['REDIS_URL', 'http://cache'],
    ['REDIS_KEY_PREFIX', 'a:b'],
    ['ABLY_API_KEY', 'not-a-key'],
    ['ABLY_TLS', 'maybe'],
    ['JWT_SECRET', 'short'],
    ['CONTENT_MASTER_KEY', 'c2hvcnQ='],
    ['LOG_LEVEL', 'loud'],
  ])('are rejected by name: %s=%s', (name, value) => {
    const faults = faultsIn({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}: .+`));
  });

  it('set the lifetime of a browser sign-in', () => {
    const { config } = loadConfig({ WEB_SESSION_LIFETIME: 'PT3S', WEB_SESSION_LIMIT: 'PT3S' });
    expect(config.webSession).toEqual({ lifetime: 3_000, limit: 3_000 });
  });

  it.each([
    [{ WEB_SESSION_LIFETIME: 'PT0S' }, 'WEB_SESSION_LIFETIME: must be longer than PT0S'],
    [{ WEB_SESSION_LIMIT: 'PT1H' }, 'WEB_SESSION_LIFETIME: must not exceed WEB_SESSION_LIMIT'],
  ])('are rejected for an impossible sign-in lifetime: %j', (env, fault) => {
    expect(faultsIn(env)).toEqual([fault]);
  });

  it('accept rate limits as whole numbers, 0 for none', () => {
    expect(loadConfig({ RATE_LIMIT_PERSON: '0' }).config.limits.perUser).toBe(0);
    for (const text of ['-1', '1.5', 'many']) {
      expect(faultsIn({ RATE_LIMIT_ADDRESS: text })).toHaveLength(1);
    }
  });

  it('are rejected with all faults at once', () => {
    const faults = faultsIn({ PORT: 'x', REDIS_URL: 'x', SESSION_MIN: 'x', LOG_LEVEL: 'x' });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'LOG_LEVEL',
      'PORT',
      'REDIS_URL',
      'SESSION_MIN',
    ]);
  });

  it('are rejected with one line per fault', () => {
    expect(() => loadConfig({ PORT: 'x', LOG_LEVEL: 'x' })).toThrow(
      /^The configuration has 2 fault\(s\):\n {2}- \w+: .+\n {2}- \w+: .+$/,
    );
  });

  it('never fail with anything but a ConfigError', () => {
    const names = fc.constantFrom(
      'PORT',
      'DATABASE_URL',
      'ABLY_API_KEY',
      'SESSION_MIN',
      'ABLY_TLS',
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), (env) => {
        for (const fault of faultsIn(env)) expect(fault).toMatch(/^[A-Z_]+: ./);
      }),
    );
  });
});

describe('contradicting variables', () => {
  it('reject a minimum session length above the maximum', () => {
    expect(faultsIn({ SESSION_MIN: 'PT2H', SESSION_MAX: 'PT1H' })).toEqual([
      'SESSION_MIN: must not exceed SESSION_MAX',
    ]);
  });

  it('reject a minimum session length of zero', () => {
    expect(faultsIn({ SESSION_MIN: 'PT0S' })).toEqual(['SESSION_MIN: must be longer than PT0S']);
  });

  it('reject an Ably endpoint without a key', () => {
    expect(faultsIn({ ABLY_ENDPOINT: 'ably.example.org' })).toEqual([
      'ABLY_API_KEY: is needed with ABLY_ENDPOINT',
    ]);
  });
});

describe('required addresses', () => {
  const requireFrom = (env: Env): void => {
    const { config, secrets } = loadConfig(env);
    requireAddresses(config, secrets);
  };

  it('lists every missing address and what supplies it', () => {
    expect(faultsOf(() => requireFrom({}))).toEqual([
      'DATABASE_URL: is missing',
      'REDIS_URL: is missing',
      'ABLY_API_KEY: is missing',
      expect.stringContaining('npm start'),
    ]);
  });

  it('accepts all three', () => {
    const addresses = {
      DATABASE_URL: 'postgres://db/ruang',
      REDIS_URL: 'redis://cache',
      ABLY_API_KEY: 'app.key:secret',
    };
    expect(faultsOf(() => requireFrom(addresses))).toEqual([]);
  });
});

describe('password hashes', () => {
  it.each([
    ['9', '10 to 20'],
    ['21', '10 to 20'],
  ])('need a work factor a server can carry, not %s', (PASSWORD_COST, range) => {
    expect(faultsIn({ PASSWORD_COST })).toEqual([`PASSWORD_COST: must be from ${range}`]);
  });

  it('need the minimum of OWASP in production', () => {
    expect(faultsIn({ ...PRODUCTION, PASSWORD_COST: '16' })).toEqual([
      'PASSWORD_COST: must be from 17 to 20',
    ]);
    expect(faultsIn({ ...PRODUCTION, PASSWORD_COST: '17' })).toEqual([]);
  });

  it('need a thread and a place to wait', () => {
    expect(faultsIn({ PASSWORD_CONCURRENCY: '0', PASSWORD_QUEUE: '0' })).toEqual([
      'PASSWORD_CONCURRENCY: must be at least 1',
      'PASSWORD_QUEUE: must be at least 1',
    ]);
  });
});

describe('erasures', () => {
  it('need a day and a limit in production', () => {
    const none = { ERASURE_DELAY: 'PT23H', ERASURE_LIMIT: '0' };
    expect(faultsIn(none)).toEqual([]);
    expect(faultsIn({ ...PRODUCTION, ...none })).toEqual([
      'ERASURE_DELAY: must be at least P1D in production',
      'ERASURE_LIMIT: must be at least 1 in production',
    ]);
  });
});

describe('timeouts of requests', () => {
  it('are longer for uploads, and exist', () => {
    expect(faultsIn({ REQUEST_TIMEOUT: 'PT0S' })).toEqual([
      'REQUEST_TIMEOUT: must be longer than PT0S',
    ]);
    expect(faultsIn({ REQUEST_TIMEOUT: 'PT6M' })).toEqual([
      'REQUEST_TIMEOUT: must not exceed UPLOAD_TIMEOUT',
    ]);
  });
});
