import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createDataSource } from '../../../ormconfig';
import { freePort } from '../../../src/dev/processes/free-port';
import { NODE_OPTIONS } from '../../../src/dev/processes/supervised-process';
import { startRedis } from '../../../src/dev/redis/redis-server';
import type { RedisServer } from '../../../src/dev/redis/redis-server';
import { startTcpProxy } from '../../support/servers/tcp-proxy';
import type { TcpProxy } from '../../support/servers/tcp-proxy';
import { waitFor } from '../../support/harness/wait-for';
import { startBalancer } from './balancer';
import type { Balancer } from './balancer';
import { createDisk } from './disk';
import type { Disk } from './disk';
import { FakeClock } from './fake-clock';
import { closeLinks, startLinks } from './links';
import type { Links } from './links';
import { PostgresHost } from './postgres-host';
import { RestartedProcess } from './restarted-process';
import { RestartedServer } from './restarted-server';
import { createRunDirectory, removeRunDirectory } from './run-directory';

const ABLY_KEY = 'chaos.key:secret';
const DIST = join(__dirname, '..', '..', '..');
const READY_LIMIT_MS = 60_000;

/** Sessions of seconds instead of minutes, and none of the limits of users. */
const SETTINGS = {
  INITIAL_MESSAGE_LEAD: 'PT2S',
  END_BUTTON_LEAD: 'PT4S',
  SESSION_MIN: 'PT1S',
  BOOKING_LIMIT: '0',
  RATE_LIMIT_ADDRESS: '0',
  CONNECTION_LIMIT_PERSON: '0',
  CONNECTION_LIMIT_ADDRESS: '0',
  PARTIAL_REQUEST_LIMIT: '0',
  RATE_LIMIT_PERSON: '0',
  RATE_LIMIT_MESSAGES: '0',
  METRICS_PORT: '0',
  LOG_LEVEL: 'info',
};

/** An API or a worker with the proxies between it and the services. */
export interface Role {
  process: RestartedProcess;
  links: Links;
}

export interface Secrets {
  jwtSecret: string;
  contentMasterKey: Buffer;
  ablyKey: string;
}

/** The whole product: every part is a process of its own, joined by proxies that can fail. */
export interface ChaosSystem {
  /** The balancer before the two APIs. */
  url: string;
  /** Where clients reach Ably. */
  ablyPort: number;
  secrets: Secrets;
  postgres: PostgresHost;
  redis: RestartedServer<RedisServer>;
  ably: RestartedProcess;
  apis: Role[];
  workers: Role[];
  balancer: Balancer;
  /** Between the balancer and each API. */
  apiProxies: TcpProxy[];
  clientAblyProxy: TcpProxy;
  disk: Disk;
  /** The clock of the second worker. */
  clock: FakeClock | undefined;
  logs: string;
  /** Processes that exited without a fault. */
  ownExits: string[];
  /** `keepLogs`: the folder stays. */
  stop(keepLogs: boolean): Promise<void>;
}

export async function startChaosSystem(): Promise<ChaosSystem> {
  const directory = createRunDirectory();
  const stops: (() => unknown)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    return await startParts(directory, stops, stopAll);
  } catch (error) {
    await stopAll();
    removeRunDirectory(directory.path);
    throw error;
  }
}

async function startParts(
  directory: ReturnType<typeof createRunDirectory>,
  stops: (() => unknown)[],
  stopAll: () => Promise<void>,
): Promise<ChaosSystem> {
  const { path, logs } = directory;
  const disk = createDisk(directory.disk);
  stops.push(() => disk.remove());
  const postgres = await PostgresHost.start(disk.path);
  stops.push(() => postgres.stop());
  await migrate(postgres.url);
  const dataDir = join(path, 'redis');
  const redis = await RestartedServer.start((onCrash) =>
    startRedis({ dataDir, durable: true, onCrash }),
  );
  stops.push(() => redis.stop());

  const ownExits: string[] = [];
  const startNode = (name: string, script: string, env: Record<string, string>, ready: RegExp) => {
    const onOwnExit = (text: string): void => void ownExits.push(text);
    const args = [...NODE_OPTIONS, ...script.split(' ')];
    const started = new RestartedProcess({ name, args, env, ready, logs, onOwnExit });
    stops.push(() => started.stop());
    return started;
  };
  const ablyServerPort = await freePort();
  const ably = startNode(
    'ably',
    `${join(DIST, 'src/local-ably/main.js')} --port ${ablyServerPort}`,
    { LOCAL_ABLY_KEYS: ABLY_KEY },
    /listening/,
  );
  const services = { postgres: postgres.port, redis: redis.port, ably: ablyServerPort };
  const secrets = {
    jwtSecret: randomBytes(24).toString('hex'),
    contentMasterKey: randomBytes(32),
    ablyKey: ABLY_KEY,
  };
  const startRole = async (
    name: string,
    script: string,
    more: Record<string, string>,
  ): Promise<Role> => {
    const links = await startLinks(services);
    stops.push(() => closeLinks(links));
    const env = { ...environment(secrets, links, path), ...more };
    return { process: startNode(name, join(DIST, script), env, /listening|is running/), links };
  };
  const apiPorts = [await freePort(), await freePort()];
  const apis = await Promise.all(
    apiPorts.map((port, index) => startRole(`api-${index}`, 'src/main.js', { PORT: String(port) })),
  );
  const clock = FakeClock.find(join(path, 'clock'));
  const workers = await Promise.all(
    [{}, clock?.env ?? {}].map((env, index) => startRole(`worker-${index}`, 'jobs/main.js', env)),
  );
  const apiProxies = await Promise.all(apiPorts.map(startTcpProxy));
  const clientAblyProxy = await startTcpProxy(ablyServerPort);
  for (const proxy of [...apiProxies, clientAblyProxy]) stops.push(() => proxy.close());
  const balancer = await startBalancer(apiProxies.map(({ port }) => port));
  stops.push(() => balancer.close());
  const url = `http://127.0.0.1:${balancer.port}`;
  await Promise.all([ably, ...[...apis, ...workers].map((role) => role.process)].map(whenReady));
  await waitFor('the whole system', () => isReady(url), READY_LIMIT_MS);
  return {
    ...{ url, ablyPort: clientAblyProxy.port, secrets, postgres, redis, ably, apis, workers },
    ...{ balancer, apiProxies, clientAblyProxy, disk, clock, logs, ownExits },
    stop: async (keepLogs) => {
      await stopAll();
      if (!keepLogs) removeRunDirectory(path);
    },
  };
}

const whenReady = (process: RestartedProcess): Promise<void> => process.whenReady();

function environment(secrets: Secrets, links: Links, path: string): Record<string, string> {
  return {
    DATABASE_URL: `postgresql://postgres@127.0.0.1:${links.postgres.port}/chaos`,
    REDIS_URL: `redis://127.0.0.1:${links.redis.port}`,
    ABLY_API_KEY: secrets.ablyKey,
    ABLY_ENDPOINT: '127.0.0.1',
    ABLY_PORT: String(links.ably.port),
    ABLY_TLS: 'false',
    JWT_SECRET: secrets.jwtSecret,
    CONTENT_MASTER_KEY: secrets.contentMasterKey.toString('base64'),
    FILES_DIR: join(path, 'files'),
    ...SETTINGS,
  };
}

async function migrate(url: string): Promise<void> {
  const source = await createDataSource(url, 1).initialize();
  await source.runMigrations();
  await source.destroy();
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { status, body } = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await body?.cancel();
    return status === 200;
  } catch {
    return false;
  }
}
