import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPOSE_VARIABLES } from '../../../src/config/compose-variables';
import { ConfigError, loadConfig, requireAddresses } from '../../../src/config/config';
import { envSchema } from '../../../src/config/env-schema';
import { NODE_OPTIONS } from '../../../src/dev/processes/supervised-process';
import { projectRoot } from '../../../src/dev/project-root';
import { composeText, fillCompose, parseCompose } from '../../support/compose/compose-file';
import type { ComposeService } from '../../support/compose/compose-file';

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');
const compose = parseCompose();
const OURS = ['migrate', 'backend', 'worker'];

const service = (name: string): ComposeService => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};

const environmentOf = (name: string, variables: Record<string, string>): Record<string, string> =>
  fillCompose(composeText(), variables).services[name]?.environment ?? {};

const SECRETS = {
  POSTGRES_PASSWORD: 'password of the superuser',
  DATABASE_PASSWORD: 'password',
  REDIS_PASSWORD: 'another',
  JWT_SECRET: randomBytes(48).toString('base64'),
  CONTENT_MASTER_KEY: randomBytes(32).toString('base64'),
  ABLY_API_KEY: 'app.key:secret',
};

test('defines the servers, the migrations, API and worker', () => {
  expect(Object.keys(compose.services).sort()).toEqual(
    ['backend', 'clamav', 'migrate', 'postgres', 'proxy', 'redis', 's3', 'worker'].sort(),
  );
});

test('names the version of every image that is not ours', () => {
  const images = Object.values(compose.services).map(({ image }) => image);
  const foreign = [...images, ...(read('Dockerfile').match(/(?<=^FROM )\S+/gm) ?? [])].filter(
    (image) => image !== 'ruang-diri-sessions',
  );
  expect(foreign.length).toBeGreaterThan(5);
  expect(foreign.filter((image) => !/:\d+\.\d+/.test(image))).toEqual([]);
});

test('runs on one version of Node, of the line that is in active long-term support', () => {
  const versions = [...read('Dockerfile').matchAll(/^FROM node:(\d+)\.(\S+)/gm)];
  expect(versions).toHaveLength(3);
  expect(new Set(versions.map(([image]) => image)).size).toBe(1);
  // Node 26 since October 2026; every later line becomes one.
  expect(Number(versions[0]?.[1])).toBeGreaterThanOrEqual(26);
});

test('builds the image once, and never looks for it elsewhere', () => {
  const built = Object.keys(compose.services).filter((name) => service(name).build);
  expect(built).toEqual(['migrate']);
  for (const name of OURS) {
    expect(service(name)).toMatchObject({ image: 'ruang-diri-sessions', pull_policy: 'never' });
  }
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
});

test('keeps timers in Redis across a restart and never evicts them', () => {
  const command = service('redis').command?.join(' ');
  expect(command).toContain('--appendonly yes');
  expect(command).toContain('--maxmemory-policy noeviction');
  expect(service('redis').volumes).toEqual(['redis:/data']);
  expect(service('postgres').volumes).toContain('postgres:/var/lib/postgresql');
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

test.each([
  ['backend', true],
  ['worker', false],
])('gives the %s an environment that production accepts', (name, tokens) => {
  const { config, secrets } = loadConfig(environmentOf(name, SECRETS), { tokens });
  requireAddresses(config, secrets);
  expect(config.production).toBe(true);
  expect(config.ably.endpoint).toBeUndefined();
  expect(config.files.bucket).toBeUndefined();
  expect(new URL(config.databaseUrl ?? '').hostname).toBe('postgres');
  expect(new URL(config.redisUrl ?? '').hostname).toBe('redis');
});

test.each(Object.keys(SECRETS))('requires %s', (name) => {
  const variables = { ...SECRETS, [name]: '' };
  expect(() => fillCompose(composeText(), variables)).toThrow(`${name} is required`);
});

test('documents every variable of its own', () => {
  const used = [...composeText().matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
  const documented = [
    ...Object.keys(envSchema.shape),
    ...COMPOSE_VARIABLES.map(({ name }) => name),
  ];
  expect(used.filter((name) => !documented.includes(name))).toEqual([]);
  const own = COMPOSE_VARIABLES.filter(({ name }) => name !== 'COMPOSE_PROFILES');
  expect(own.filter(({ name }) => !used.includes(name))).toEqual([]);
});

test('sets only variables of the configuration schema, and hides the rest', () => {
  const names = OURS.flatMap((name) => Object.keys(service(name).environment ?? {}));
  const unknown = names.filter((name) => !(name in envSchema.shape));
  expect([...new Set(unknown)]).toEqual(['POSTGRES_PASSWORD']);
});

test('rejects the development secrets', () => {
  const { JWT_SECRET: _, ...rest } = environmentOf('backend', SECRETS);
  expect(() => loadConfig(rest)).toThrow(ConfigError);
});

test.each(OURS)('passes every setting of .env to the %s', (name) => {
  expect(service(name).env_file).toEqual([{ path: '.env', required: false }]);
});

test.each([...OURS, 'postgres', 'redis', 'proxy'])(
  'takes the rights of root from the %s',
  (name) => {
    expect(service(name)).toMatchObject({
      cap_drop: ['ALL'],
      read_only: true,
      security_opt: ['no-new-privileges:true'],
    });
    const added = name === 'proxy' ? ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'] : undefined;
    expect(service(name).cap_add).toEqual(added);
  },
);

test('opens only the proxy to the network', () => {
  const open = Object.keys(compose.services).filter((name) =>
    service(name).ports?.some((port) => !port.startsWith('127.0.0.1:')),
  );
  expect(open).toEqual(['proxy']);
});

test('offers a bucket of its own on request only', () => {
  expect(service('s3').profiles).toEqual(['s3']);
  const variables = {
    ...SECRETS,
    ...{ FILE_STORAGE: 'minio', MINIO_ACCESS_KEY: 'key', MINIO_SECRET_KEY: 'secret' },
  };
  const filled = fillCompose(composeText(), variables);
  const { config, secrets } = loadConfig(filled.services['backend']?.environment ?? {});
  expect(config.files.bucket).toMatchObject({ endpoint: 'http://s3:9000' });
  expect(filled.services['s3']?.command).toContain('-s3.port=9000');
  const { identities } = JSON.parse(filled.configs?.['s3']?.content ?? '') as {
    identities: { credentials: object[]; actions: string[] }[];
  };
  expect(identities[0]?.credentials).toEqual([
    { accessKey: secrets.fileStorage.accessKey, secretKey: secrets.fileStorage.secretKey },
  ]);
  expect(identities[0]?.actions).toEqual([`Admin:${config.files.bucket?.bucket}`]);
});

test('brings the commands of operators, each for a file of the build', () => {
  expect(read('Dockerfile')).toContain('COPY --chmod=755 deploy/commands /usr/local/bin');
  expect(read('.dockerignore')).toContain('!deploy/commands');
  for (const name of ['users', 'audit', 'keys', 'erasures', 'migrate']) {
    const [, file = ''] = /\/app\/dist\/(\S+)\.js/.exec(read(`deploy/commands/${name}`)) ?? [];
    expect([name, existsSync(join(projectRoot, `${file}.ts`))]).toEqual([name, true]);
  }
});
