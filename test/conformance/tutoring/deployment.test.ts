import { randomBytes } from 'node:crypto';
import { afterTest } from '../../support/harness/after-test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, requireAddresses } from '../../../src/config/config';
import { projectRoot } from '../../../src/dev/project-root';
import { composeText, fillCompose, parseCompose } from '../../support/compose/compose-file';
import type { ComposeService } from '../../support/compose/compose-file';
import { promiseIdOf, readTests } from '../../support/contracts/promises';
import { startSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { nginxConf } from '../../support/servers/nginx';

const read = (name: string): string => readFileSync(join(projectRoot, name), 'utf8');
const compose = parseCompose();

function service(name: string): ComposeService {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

/** Expects a named volume, which survives the container. */
function expectNamedVolume(name: string, volume: string): void {
  expect(service(name).volumes?.map((one) => one.split(':')[0])).toContain(volume);
  expect(compose.volumes).toHaveProperty(volume);
}

/** The directives of one block of nginx.conf, without nested blocks. */
function block(opening: string): string[] {
  const lines = nginxConf()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const inside: string[] = [];
  let depth = 0;
  for (const line of lines.slice(lines.indexOf(`${opening} {`) + 1)) {
    if (line.endsWith('{')) depth += 1;
    else if (line === '}' && depth === 0) return inside;
    else if (line === '}') depth -= 1;
    else if (depth === 0) inside.push(line);
  }
  throw new Error(`nginx.conf has no block ${opening}`);
}

/** The server block of the own name, which serves TLS. */
function tlsServer(): string[] {
  const from = nginxConf().indexOf('listen @HTTPS_PORT@ ssl;');
  return nginxConf()
    .slice(from)
    .split('\n')
    .map((line) => line.trim());
}

describe('docker-compose.yml', () => {
  it('tutoring-160 has a persistent Redis at 6379', () => {
    const redis = service('redis');
    expect(redis).toMatchObject({
      image: expect.stringMatching(/^redis:8/),
      restart: 'unless-stopped',
    });
    expect(redis.command?.join(' ')).toContain('redis-server --appendonly yes');
    // Bound to this machine (C-33).
    expect(redis.ports).toEqual(['127.0.0.1:6379:6379']);
    expectNamedVolume('redis', 'redis');
  });

  it('tutoring-161 has a database with its own name, user and password (C-33)', () => {
    const postgres = service('postgres');
    expect(postgres).toMatchObject({
      image: expect.stringMatching(/^postgres:18/),
      restart: 'unless-stopped',
      environment: { DATABASE_PASSWORD: expect.stringContaining('${DATABASE_PASSWORD:?') },
    });
    expect(postgres.volumes).toContain('./deploy/postgres:/docker-entrypoint-initdb.d:ro');
    const script = read('deploy/postgres/create-database.sh');
    expect(script).toContain('CREATE ROLE ruang_diri LOGIN');
    expect(script).toContain('CREATE DATABASE ruang_diri OWNER ruang_diri');
    expect(postgres.ports).toEqual(['127.0.0.1:5432:5432']);
    expectNamedVolume('postgres', 'postgres');
  });

  it('tutoring-162 has an S3 server with its console at 9001, on request (C-33)', () => {
    const s3 = service('s3');
    expect(s3).toMatchObject({ restart: 'unless-stopped', profiles: ['s3'] });
    expect(s3.command).toEqual(expect.arrayContaining(['-s3.port=9000', '-filer.port=9001']));
    expect(s3.ports).toEqual(['127.0.0.1:9000:9000', '127.0.0.1:9001:9001']);
    expectNamedVolume('s3', 's3');
  });

  it('tutoring-163 builds the backend and starts it after its stores, at 8080', () => {
    const backend = service('backend');
    expect(backend).toMatchObject({ image: service('migrate').image, restart: 'unless-stopped' });
    expect(service('migrate').build).toBe('.');
    expect(Object.keys(backend.depends_on ?? {})).toEqual(['migrate', 'redis']);
    expect(service('migrate').depends_on).toHaveProperty('postgres');
    expect(backend.ports).toEqual(['127.0.0.1:${PORT:-8080}:8080']);
    expect(backend.environment).toMatchObject({ PORT: '8080', FILES_DIR: '/app/uploads' });
    expect(backend.volumes).toEqual(['uploads:/app/uploads']);
    expectNamedVolume('backend', 'uploads');
    // The process does not run as root, so it must own the folder.
    expect(read('Dockerfile')).toMatch(/mkdir uploads && chown node:node uploads\nUSER node/);
  });

  it('tutoring-164 gives the backend its stores, secret, storage and CDN (C-34)', () => {
    const { environment } = service('backend');
    expect(environment).toMatchObject({
      DATABASE_URL: expect.stringContaining('@postgres:5432/'),
      REDIS_URL: expect.stringContaining('@redis:6379'),
      JWT_SECRET: expect.stringContaining('${JWT_SECRET:?'),
      MINIO_ENDPOINT: '${MINIO_ENDPOINT:-s3:9000}',
      MINIO_ACCESS_KEY: '${MINIO_ACCESS_KEY:-}',
      MINIO_SECRET_KEY: '${MINIO_SECRET_KEY:-}',
      CDN_BASE_URL: '${CDN_BASE_URL:-}',
    });
    const filled = fillCompose(composeText(), {
      POSTGRES_PASSWORD: 'password',
      DATABASE_PASSWORD: 'password',
      REDIS_PASSWORD: 'password',
      JWT_SECRET: randomBytes(48).toString('base64'),
      CONTENT_MASTER_KEY: randomBytes(32).toString('base64'),
      ABLY_API_KEY: 'app.key:secret',
      FILE_STORAGE: 'minio',
      MINIO_ACCESS_KEY: 'minio',
      MINIO_SECRET_KEY: 'a password of some length',
      CDN_BASE_URL: 'https://cdn.writeen.com',
    });
    const { config, secrets } = loadConfig(filled.services['backend']?.environment ?? {});
    requireAddresses(config, secrets);
    expect(config.files).toMatchObject({
      bucket: { provider: 'minio', endpoint: 'http://s3:9000' },
      cdnBaseUrl: 'https://cdn.writeen.com',
    });
  });
});

describe('the nginx configuration', () => {
  it('tutoring-165 allows 1024 connections per worker, upgrades connections and finds the backend', () => {
    expect(block('events')).toEqual(['worker_connections 1024;']);
    // Several backends are an upstream that start.sh writes.
    expect(service('proxy').environment).toMatchObject({ BACKEND: 'backend:8080' });
    expect(tlsServer()).toContain('set $backend @BACKEND@;');
    expect(block('map $http_upgrade $connection_upgrade')).toEqual([
      'default upgrade;',
      "'' close;",
    ]);
    expect(service('proxy').volumes).toContain('./deploy/nginx:/etc/nginx/site:ro');
  });

  it('tutoring-166 serves TLS and HTTP/2 at 443 with its own certificate', () => {
    const lines = tlsServer();
    expect(lines.slice(0, 2)).toEqual(['listen @HTTPS_PORT@ ssl;', 'http2 on;']);
    expect(nginxConf()).toContain('ssl_certificate @CERTIFICATE_DIR@/certificate.pem;');
    expect(nginxConf()).toContain('ssl_certificate_key @CERTIFICATE_DIR@/private.key;');
    expect(service('proxy').ports).toContain('443:443');
    expect(service('proxy').volumes).toContain('./deploy/ssl:/etc/nginx/ssl:ro');
  });

  it('tutoring-167 keeps /ws connections for a day and forwards the client address', () => {
    expect(block('location /ws')).toEqual([
      'proxy_pass http://$backend;',
      'proxy_read_timeout 86400s;',
      'proxy_send_timeout 86400s;',
      'proxy_connect_timeout 86400s;',
    ]);
    // Headers are set for all locations; a location with its own headers would lose them.
    for (const header of [
      'Upgrade $http_upgrade',
      'Connection $connection_upgrade',
      'Host $host',
      'X-Real-IP $remote_addr',
      'X-Forwarded-For $proxy_add_x_forwarded_for',
      'X-Forwarded-Proto $scheme',
    ]) {
      expect(tlsServer()).toContain(`proxy_set_header ${header};`);
    }
    expect(nginxConf().match(/proxy_set_header/g)).toHaveLength(6);
    expect(tlsServer()).toContain('proxy_http_version 1.1;');
    expect(service('backend').environment).toMatchObject({ TRUST_PROXY: '1' });
  });

  it('tutoring-168 accepts files of 10 MB and their form fields at /api/ (C-29)', () => {
    expect(block('location /api/')).toContain('proxy_pass http://$backend;');
    expect(tlsServer()).toContain('client_max_body_size 11M;');
    expect(nginxConf().match(/client_max_body_size/g)).toHaveLength(1);
  });
});

describe('phase 4', () => {
  it('tutoring-172 is complete: consultations, pushes, tests, monitoring, deployment', async () => {
    // Consultations and pushes have promises of their own, with tests of every kind.
    const tested = readTests('tutoring').filter((test) => !test.isDisabled && test.hasAssertion);
    const promises = tested.map(({ title }) => promiseIdOf(title));
    expect(promises).toEqual(expect.arrayContaining(['tutoring-37', 'tutoring-06']));
    const system = await startSystem();
    afterTest(() => system.stop());
    await waitFor('a ready system', async () => {
      return (await system.call('GET', '/readyz')).status === 200;
    });
    expect(await system.metrics()).toContain('# TYPE');
    expect(() => loadConfig({ NODE_ENV: 'production' })).toThrow('JWT_SECRET');
    expect(service('backend').environment).toMatchObject({ NODE_ENV: 'production' });
  });
});
