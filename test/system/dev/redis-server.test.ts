import { join } from 'node:path';
import { Redis } from 'ioredis';
import { isAlive } from '../../../src/dev/processes/process-identity';
import { startRedis } from '../../../src/dev/redis/redis-server';
import type { RedisServer } from '../../../src/dev/redis/redis-server';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';
import { startOwnerProcess } from './owner-process';

const dataDir = join(temporaryDirectory(), 'redis');
const logged: string[] = [];
let server: RedisServer;

const start = () => startRedis({ dataDir, durable: true, log: (line) => logged.push(line) });

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

beforeAll(async () => {
  server = await start();
  await withRedis((redis) => redis.set('word', 'stored'));
});

afterAll(() => server.stop());

test('keeps its data across a stop and a start, and its port across a restart', async () => {
  const { port } = server;
  await server.restart();
  expect(server.port).toBe(port);
  await server.stop();
  server = await start();
  expect(await withRedis((redis) => redis.get('word'))).toBe('stored');
});

test('is configured for timers: no eviction, append-only file', async () => {
  const setting = (name: string) => withRedis((redis) => redis.config('GET', name));
  expect(await setting('maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await setting('appendonly')).toEqual(['appendonly', 'yes']);
  expect(await setting('databases')).toEqual(['databases', '256']);
  expect(await setting('bind')).toEqual(['bind', '127.0.0.1']);
});

test('restarts after it was killed', async () => {
  await server.kill();
  await server.restart();
  expect(await withRedis((redis) => redis.ping())).toBe('PONG');
});

test('stops a server that an earlier run left on the directory', async () => {
  const orphan = server;
  server = await start();
  expect(isAlive(orphan.pid ?? 0)).toBe(false);
  expect(logged.at(-1)).toMatch(/of an earlier run .* still serves/);
  expect(await withRedis((redis) => redis.get('word'))).toBe('stored');
});

test('exits when the process that started it is killed', async () => {
  const script = `require('./src/dev/redis/redis-server')
    .startRedis({ dataDir: process.argv[1], durable: false })
    .then((server) => console.log(server.pid));`;
  const { owner, pid } = await startOwnerProcess(script, `${dataDir}-owned`);
  expect(isAlive(pid)).toBe(true);
  owner.kill('SIGKILL');
  await waitFor('it to exit', () => !isAlive(pid));
});
