import { randomBytes } from 'node:crypto';
import { ConfigError, loadConfig } from '../../../src/config/config';
import type { Env } from '../../../src/config/env';
import { DEFAULT_CONTENT_MASTER_KEY, DEFAULT_JWT_SECRET } from '../../../src/config/secrets';

const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: randomBytes(48).toString('base64'),
  CONTENT_MASTER_KEY: randomBytes(32).toString('base64'),
};

function faultsIn(env: Env): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('production', () => {
  it('starts with its own secrets', () => {
    expect(loadConfig(PRODUCTION).config.production).toBe(true);
  });

  it('rejects default secrets and the demo pace, all at once', () => {
    const faults = faultsIn({ NODE_ENV: 'production', DEMO_PACE: 'true' });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'JWT_SECRET',
      'CONTENT_MASTER_KEY',
      'DEMO_PACE',
    ]);
  });

  it('rejects a default secret that is set explicitly', () => {
    const hex = Buffer.from(DEFAULT_CONTENT_MASTER_KEY, 'base64').toString('hex');
    expect(faultsIn({ ...PRODUCTION, JWT_SECRET: DEFAULT_JWT_SECRET })).toHaveLength(1);
    expect(faultsIn({ ...PRODUCTION, CONTENT_MASTER_KEY: hex })).toHaveLength(1);
  });

  it.each([
    'aaaaaaaaaaaaaaaa',
    'a'.repeat(64),
    'short but w1ld !',
    'password'.repeat(8),
    '0123456789abcdef'.repeat(2),
    'abcdefghijklmnopqrstuvwxyz0123456789',
  ])('rejects a JWT secret that can be guessed: %s', (secret) => {
    const [fault, ...more] = faultsIn({ ...PRODUCTION, JWT_SECRET: secret });
    expect(fault).toMatch(/^JWT_SECRET: is too easy to guess: .+openssl rand -base64 48/);
    expect(more).toEqual([]);
    expect(faultsIn({ ...PRODUCTION, JWT_SECRETS_ACCEPTED: secret })).toEqual([
      expect.stringMatching(/^JWT_SECRETS_ACCEPTED: .+too easy to guess/),
    ]);
  });

  it.each([
    ['all zero', Buffer.alloc(32)],
    ['of one byte', Buffer.alloc(32, 7)],
    [
      'of a repeated part',
      Buffer.concat(Array.from({ length: 2 }, () => Buffer.from('0f1e2d3c4b5a6978'))),
    ],
    ['that counts', Buffer.from(Array.from({ length: 32 }, (_, n) => n))],
    ['of letters', Buffer.from('a key that a person has typed in')],
  ])('rejects a master key %s', (_, key) => {
    expect(faultsIn({ ...PRODUCTION, CONTENT_MASTER_KEY: key.toString('base64') })).toEqual([
      expect.stringMatching(/^CONTENT_MASTER_KEY: is not random: .+openssl rand -base64 32/),
    ]);
  });

  it('accepts every random secret', () => {
    for (let n = 0; n < 2_000; n += 1) {
      const key = randomBytes(32);
      const own = { CONTENT_MASTER_KEY: key.toString('hex') };
      expect(faultsIn({ ...PRODUCTION, ...own, JWT_SECRET: key.toString('hex') })).toEqual([]);
      const short = randomBytes(16).toString('hex');
      expect(faultsIn({ ...PRODUCTION, JWT_SECRET: short })).toEqual([]);
    }
  });

  it('accepts a weak earlier master key, so that content is rotated away from it', () => {
    const weak = Buffer.alloc(32).toString('base64');
    const { secrets } = loadConfig({ ...PRODUCTION, CONTENT_MASTER_KEYS_ACCEPTED: weak });
    expect(secrets.acceptedMasterKeys).toEqual([Buffer.alloc(32)]);
  });

  it.each([
    'RATE_LIMIT_ADDRESS',
    'RATE_LIMIT_PERSON',
    'RATE_LIMIT_MESSAGES',
    'RATE_LIMIT_CALENDARS',
    'RATE_LIMIT_SIGN_INS',
  ])('rejects %s=0', (name) => {
    const [fault, ...more] = faultsIn({ ...PRODUCTION, [name]: '0' });
    expect(fault).toMatch(new RegExp(`^${name}: must not be 0 in production.+remove it`));
    expect(more).toEqual([]);
    expect(faultsIn({ [name]: '0' })).toEqual([]);
  });

  it('rejects Ably without TLS, except on this machine', () => {
    const ably = { ...PRODUCTION, ABLY_TLS: 'false', ABLY_API_KEY: 'app.key:secret' };
    const fault = expect.stringMatching(/^ABLY_TLS: must be true in production.+Remove ABLY_TLS/);
    expect(faultsIn(ably)).toEqual([fault]);
    for (const host of ['ably.example', '127.0.0.1.example', '10.0.0.1']) {
      expect(faultsIn({ ...ably, ABLY_ENDPOINT: host })).toEqual([fault]);
    }
    expect(faultsIn({ ...ably, ABLY_ENDPOINT: '127.0.0.1' })).toEqual([]);
    expect(faultsIn({ ...ably, ABLY_ENDPOINT: 'localhost' })).toEqual([]);
  });
});

describe('environments', () => {
  it.each(['Production', 'prod', 'PRODUCTION', 'staging', 'live', 'dev'])(
    'do not include %s, which would run without the safeguards of production',
    (name) => {
      const strong = { ...PRODUCTION, NODE_ENV: name };
      expect(faultsIn(strong)).toEqual([
        expect.stringMatching(/^NODE_ENV: must be development, test or production/),
      ]);
    },
  );

  it.each(['development', 'test'])('accept default secrets on loopback alone: %s', (name) => {
    for (const HOST of ['127.0.0.1', '127.9.9.9', 'localhost', '::1']) {
      expect(faultsIn({ NODE_ENV: name, HOST })).toEqual([]);
    }
    const { JWT_SECRET, CONTENT_MASTER_KEY } = PRODUCTION;
    for (const HOST of ['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org']) {
      expect(faultsIn({ NODE_ENV: name, HOST })).toEqual([
        expect.stringMatching(
          /^JWT_SECRET: an API that listens on more than loopback needs its own/,
        ),
        expect.stringMatching(/^CONTENT_MASTER_KEY: an API that listens .+ needs its own key/),
      ]);
      expect(faultsIn({ NODE_ENV: name, HOST, JWT_SECRET, CONTENT_MASTER_KEY })).toEqual([]);
    }
  });
});

describe('accepted secrets', () => {
  it('are lists', () => {
    const keys = [randomBytes(32), randomBytes(32)];
    const { secrets } = loadConfig({
      JWT_SECRETS_ACCEPTED: 'an earlier secret of mine, the next secret of mine',
      CONTENT_MASTER_KEYS_ACCEPTED: keys.map((key) => key.toString('base64')).join(),
    });
    expect(secrets.acceptedJwtSecrets).toEqual([
      'an earlier secret of mine',
      'the next secret of mine',
    ]);
    expect(secrets.acceptedMasterKeys).toEqual(keys);
  });

  it('are checked one by one', () => {
    expect(faultsIn({ JWT_SECRETS_ACCEPTED: 'an earlier secret of mine,short' })).toEqual([
      'JWT_SECRETS_ACCEPTED: each of them must have at least 16 characters',
    ]);
    expect(faultsIn({ CONTENT_MASTER_KEYS_ACCEPTED: 'c2hvcnQ=' })).toEqual([
      expect.stringMatching(/^CONTENT_MASTER_KEYS_ACCEPTED: each of them must be 32 bytes/),
    ]);
  });

  it('never contain the public default of development in production', () => {
    expect(faultsIn({ ...PRODUCTION, JWT_SECRETS_ACCEPTED: DEFAULT_JWT_SECRET })).toEqual([
      'JWT_SECRETS_ACCEPTED: must not contain the public default: remove it',
    ]);
  });
});
