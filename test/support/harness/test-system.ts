import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { startWorker } from '../../../jobs/worker';
import type { RunningWorker } from '../../../jobs/worker';
import { addUser } from '../../../src/users/add-user';
import { hashPassword } from '../../../src/users/passwords/password';
import { issueToken } from '../../../src/users/tokens/token';
import type { Clock } from '../../../src/clock';
import { loadConfig } from '../../../src/config/config';
import { createContext } from '../../../src/context';
import type { Context } from '../../../src/context';
import { createApiServer } from '../../../src/api/http/api-server';
import type { ApiServer } from '../../../src/api/http/api-server';
import { startLocalAbly } from '../../../src/local-ably/server';
import type { LocalAbly } from '../../../src/local-ably/server';
import { createLogger } from '../../../src/logger';
import type { Logger } from '../../../src/logger';
import type { errorResponse } from '../../../src/api/http/error-schema';
import { createTestDatabase } from './test-database';
import { UNREACHABLE_ORIGIN } from '../servers/push-service';
import { waitFor } from './wait-for';
import type { Role } from '../../../src/enums';

const ABLY_KEY = 'test.key:secret';

/** Tests exceed the limits of users; the limits have their own tests. */
const UNLIMITED = {
  BOOKING_LIMIT: '0',
  // Tests open sessions at once, instead of waiting for their start.
  EARLY_START: 'P2D',
  RATE_LIMIT_ADDRESS: '0',
  CONNECTION_LIMIT_PERSON: '0',
  CONNECTION_LIMIT_ADDRESS: '0',
  PARTIAL_REQUEST_LIMIT: '0',
  RATE_LIMIT_PERSON: '0',
  RATE_LIMIT_MESSAGES: '0',
  RATE_LIMIT_CALENDARS: '0',
  RATE_LIMIT_SIGN_INS: '0',
  SECURITY_ALARM: '0',
  ERASURE_LIMIT: '0',
};

/** Hashing is slow on purpose; the work factor of production has its own test. */
const FAST_HASHES = { PASSWORD_COST: '10' };

/** A busy machine may stop a test for seconds; the deadlines have their own tests. */
const PATIENT = {
  DATABASE_POOL_TIMEOUT: 'PT30S',
  DATABASE_STATEMENT_TIMEOUT: 'PT30S',
  DATABASE_LOCK_TIMEOUT: 'PT20S',
  DATABASE_IDLE_TRANSACTION_TIMEOUT: 'PT30S',
  DATABASE_QUERY_TIMEOUT: 'PT40S',
  REDIS_COMMAND_TIMEOUT: 'PT10S',
  SHUTDOWN_DRAIN: 'PT0S',
  WATCHDOG_LOOP: 'PT3M',
};

/** Password of every user that `addUser` creates. */
export const PASSWORD = 'ruang-diri';

type ErrorDetails = z.infer<typeof errorResponse>['details'];

/** A signed-in user. */
export interface TestUser {
  id: string;
  email: string;
  fullName: string;
  role: Role;
  token: string;
}

export interface UserOptions {
  hours?: 'none' | 'around-the-clock';
  timezone?: string;
  fullName?: string;
}

export interface ApiResponse<Data = unknown> {
  status: number;
  headers: Headers;
  /** Raw body, JSON or not. */
  text: string;
  body: {
    success: boolean;
    message: string;
    data: Data;
    code?: string;
    statusCode?: number;
    details?: ErrorDetails;
  };
}

export interface TestSystem {
  context: Context;
  url: string;
  ably: LocalAbly;
  redisPrefix: string;
  databaseUrl: string;
  env: Record<string, string>;
  addUser(role: Role, options?: UserOptions): Promise<TestUser>;
  /** Calls the API over HTTP. */
  call<Data = unknown>(
    method: string,
    path: string,
    options?: CallOptions<Data>,
  ): Promise<ApiResponse<Data>>;
  startWorker(): RunningWorker;
  /** The metrics of the API, then of its workers, in the Prometheus text format. */
  metrics(): Promise<string>;
  /** Waits until the outbox is empty. */
  drain(): Promise<void>;
  query<Row = unknown>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Closes a client when the system stops: one that keeps reconnecting would keep the process alive. */
  closeAtEnd(client: { close(): void }): void;
  stop(): Promise<void>;
}

export interface CallOptions<Data = unknown> {
  as?: TestUser;
  body?: unknown;
  headers?: Record<string, string>;
  /** The product's schema of `data`: types the reply, and is checked against it. */
  reply?: z.ZodType<Data>;
}

export interface SystemOptions {
  env?: Record<string, string>;
  clock?: Clock;
  /** A proxy in front of the database, for API and worker. */
  databaseProxy?: (port: number) => Promise<{ port: number }>;
  worker?: boolean;
  /** Tokens of the Ably key can be revoked, as in production. */
  revocableTokens?: boolean;
  logger?: Logger;
  /** Fifteen seconds by default, as in production. */
  slowTimeoutMs?: number;
}

/** Starts the whole product in this process, with its own database and local Ably. */
export async function startSystem(options: SystemOptions = {}): Promise<TestSystem> {
  const database = await createTestDatabase();
  const ably = await startLocalAbly({
    port: 0,
    keys: [ABLY_KEY],
    revocableTokens: options.revocableTokens ?? false,
  });
  const filesDir = await mkdtemp(join(tmpdir(), 'ruang-diri-files-'));
  const redisPrefix = `test-${randomBytes(6).toString('hex')}`;
  const env: Record<string, string> = {
    DATABASE_URL: await proxiedUrl(database.url, options.databaseProxy),
    REDIS_URL: process.env['TEST_REDIS_URL'] ?? '',
    REDIS_KEY_PREFIX: redisPrefix,
    ABLY_API_KEY: ABLY_KEY,
    ABLY_ENDPOINT: '127.0.0.1',
    ABLY_PORT: String(ably.port),
    ABLY_TLS: 'false',
    PUSH_SERVICES: UNREACHABLE_ORIGIN,
    LOG_LEVEL: 'silent',
    FILES_DIR: filesDir,
    ...UNLIMITED,
    ...PATIENT,
    ...FAST_HASHES,
    ...options.env,
  };
  const { config, secrets } = loadConfig(env);
  const logger = options.logger ?? createLogger('test', config.logLevel);
  const { clock, slowTimeoutMs } = options;
  const context = await createContext({ config, secrets, clock, logger, slowTimeoutMs });
  await waitFor('Redis', () => context.redis.status === 'ready');
  const api = createApiServer(context);
  const { http: server } = api;
  server.prependListener('request', (_request, response) => {
    response.setHeader('Date', new Date(context.clock.now()).toUTCString());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const workers: RunningWorker[] = [];
  const clients: { close(): void }[] = [];
  const system: TestSystem = {
    context,
    url,
    ably,
    redisPrefix,
    databaseUrl: database.url,
    env,
    addUser: (role, userOptions) => createTestUser(context, role, userOptions),
    call: (method, path, call) => callApi(url, { method, path, ...call }),
    startWorker: () => {
      const worker = startWorker(context);
      workers.push(worker);
      return worker;
    },
    metrics: async () => {
      const texts = [api, ...workers].map((part) => part.metrics.metrics());
      return (await Promise.all(texts)).join('\n');
    },
    drain: () => waitUntilOutboxEmpty(context),
    query: (sql, parameters) => context.db.source.query(sql, parameters),
    closeAtEnd: (client) => void clients.push(client),
    stop: async () => {
      for (const client of clients) client.close();
      for (const worker of workers) await worker.stop();
      await closeApi(api);
      await context.dispose();
      await ably.stop();
      await database.drop();
      await rm(filesDir, { recursive: true, force: true });
    },
  };
  if (options.worker !== false) system.startWorker();
  return system;
}

async function proxiedUrl(url: string, proxy: SystemOptions['databaseProxy']): Promise<string> {
  if (!proxy) return url;
  const proxied = new URL(url);
  proxied.port = String((await proxy(Number(proxied.port))).port);
  return proxied.href;
}

/** All test users share one hash. */
let passwordHash: Promise<string> | undefined;
async function sharedPassword(): Promise<{ hash: string }> {
  passwordHash ??= hashPassword(PASSWORD, Number(FAST_HASHES.PASSWORD_COST));
  return { hash: await passwordHash };
}

async function createTestUser(
  context: Context,
  role: Role,
  options: UserOptions = {},
): Promise<TestUser> {
  const email = `${role}-${randomBytes(5).toString('hex')}@example.test`;
  const fullName = options.fullName ?? `${role} ${randomBytes(3).toString('hex')}`;
  const hours =
    role === 'psychologist' && options.hours !== 'none' ? 'around-the-clock' : undefined;
  const id = await addUser(context.db.source.manager, {
    email,
    fullName,
    role,
    password: await sharedPassword(),
    ...(options.timezone ? { timezone: options.timezone } : {}),
    ...(hours ? { hours } : {}),
  });
  const token = issueToken(context.jwtSecret, { id, role });
  return { id, email, fullName, role, token };
}

async function callApi<Data>(
  url: string,
  { method, path, as, body, headers, reply }: CallOptions<Data> & { method: string; path: string },
): Promise<ApiResponse<Data>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(as ? { authorization: `Bearer ${as.token}` } : {}),
      ...(body === undefined || body instanceof FormData
        ? {}
        : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: encodeBody(body) }),
  });
  const type = response.headers.get('content-type') ?? '';
  // A stream does not end, so its status is the result.
  const isStream = type.startsWith('text/event-stream');
  if (isStream) await response.body?.cancel();
  const text = isStream ? '' : await response.text();
  const isJson = type.startsWith('application/json') && text !== '';
  const json = (isJson ? JSON.parse(text) : undefined) as ApiResponse<Data>['body'];
  if (response.ok) reply?.parse(json.data);
  return { status: response.status, headers: response.headers, text, body: json };
}

function encodeBody(body: unknown): string | FormData {
  return typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body);
}

async function waitUntilOutboxEmpty(context: Context): Promise<void> {
  await waitFor('an empty outbox', async () => {
    const [row] = await context.db.source.query<{ left: number }[]>(
      `SELECT count(*)::int AS left FROM outbox_events
       WHERE delivered_at IS NULL AND failed_at IS NULL`,
    );
    return row?.left === 0;
  });
}

/** Keep-alive and hanging connections would delay the close. */
async function closeApi(api: ApiServer): Promise<void> {
  const closing = api.close();
  api.http.closeAllConnections();
  await closing;
}
