import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ConfigError, loadConfig, requireAddresses } from '../../../src/config/config';
import { NODE_OPTIONS } from '../../../src/dev/processes/supervised-process';
import { projectRoot } from '../../../src/dev/project-root';
import { envSchema } from '../../../src/config/env-schema';

interface Service {
  image: string;
  command?: string[];
  environment: Record<string, string>;
  env_file?: { path: string; required: boolean }[];
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  healthcheck?: { test: string[]; start_period?: string };
}

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};

const service = (name: string): Service => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};

/** Substitutes `${NAME…}` as docker does; a missing name without a default is an error. */
function environmentOf(name: string, variables: Record<string, string>): Record<string, string> {
  const fill = (text: string): string =>
    text.replaceAll(
      /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
      (_, key: string, kind: string, rest: string) => {
        const value = variables[key] ?? (kind === '-' ? rest : undefined);
        if (value === undefined) throw new Error(`${key} is required`);
        return value;
      },
    );
  const entries = Object.entries(service(name).environment);
  return Object.fromEntries(entries.map(([key, text]) => [key, fill(text)]));
}

const SECRETS = {
  POSTGRES_PASSWORD: 'password',
  JWT_SECRET: randomBytes(48).toString('base64'),
  CONTENT_MASTER_KEY: randomBytes(32).toString('base64'),
  ABLY_API_KEY: 'app.key:secret',
  MINIO_ROOT_USER: 'minio',
  MINIO_ROOT_PASSWORD: 'a password of some length',
};

test('defines the servers, the migrations, API and worker', () => {
  expect(Object.keys(compose.services).sort()).toEqual(
    ['backend', 'clamav', 'migrate', 'minio', 'postgres', 'proxy', 'redis', 'worker'].sort(),
  );
});

test.each([
  ['backend', ['node', ...NODE_OPTIONS, 'dist/src/main.js'], 'src/main.ts'],
  ['worker', ['node', ...NODE_OPTIONS, 'dist/jobs/main.js'], 'jobs/main.ts'],
])('runs the %s with the entry point of npm start', (name, command, source) => {
  expect(service(name).command).toEqual(command);
  expect(existsSync(join(projectRoot, source))).toBe(true);
});

test('checks the worker by its health command, which ends a frozen one', () => {
  const { healthcheck } = service('worker');
  expect(healthcheck?.test).toEqual(['CMD', 'node', 'dist/jobs/health.js', '--end-frozen']);
  expect(existsSync(join(projectRoot, 'jobs/health.ts'))).toBe(true);
});

test('keeps timers in Redis across a restart and never evicts them', () => {
  const command = service('redis').command?.join(' ');
  expect(command).toContain('--appendonly yes');
  expect(command).toContain('--maxmemory-policy noeviction');
  expect(service('redis').volumes).toEqual(['redis:/data']);
  expect(service('postgres').volumes).toEqual(['postgres:/var/lib/postgresql']);
});

test('runs the migrations before API and worker', () => {
  expect(service('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  for (const name of ['backend', 'worker']) {
    expect(service(name).depends_on).toMatchObject({
      migrate: { condition: 'service_completed_successfully' },
      redis: { condition: 'service_healthy' },
    });
  }
});

test.each(['backend', 'worker'])('gives the %s an environment that production accepts', (name) => {
  const { config, secrets } = loadConfig(environmentOf(name, SECRETS));
  requireAddresses(config, secrets);
  expect(config.production).toBe(true);
  expect(config.ably.endpoint).toBeUndefined();
  expect(new URL(config.databaseUrl ?? '').hostname).toBe('postgres');
  expect(new URL(config.redisUrl ?? '').hostname).toBe('redis');
});

test.each(Object.keys(SECRETS))('requires %s', (name) => {
  const variables = { ...SECRETS, [name]: undefined } as unknown as Record<string, string>;
  expect(() => environmentOf('backend', variables)).toThrow(`${name} is required`);
});

test('sets only variables of the configuration schema', () => {
  const used = { ...service('backend').environment, ...service('worker').environment };
  expect(Object.keys(used).filter((name) => !(name in envSchema.shape))).toEqual([]);
});

test('rejects the development secrets', () => {
  const { JWT_SECRET: _, ...rest } = environmentOf('backend', SECRETS);
  expect(() => loadConfig(rest)).toThrow(ConfigError);
});

test.each(['backend', 'worker', 'migrate'])('passes every setting of .env to the %s', (name) => {
  expect(service(name).env_file).toEqual([{ path: '.env', required: false }]);
});
