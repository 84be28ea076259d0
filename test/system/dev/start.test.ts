import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { DEMO_PASSWORD, DEMO_USERS } from '../../../src/users/demo-users';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';
import { npmStart, processesFor } from './npm-start';
import type { NpmStart } from './npm-start';

// Starts and stops a whole system several times.
jest.setTimeout(120_000);

const dataDir = join(temporaryDirectory(), 'data');
let system: NpmStart;
let url: string;

async function start(...options: string[]): Promise<void> {
  system = npmStart(dataDir, {}, options);
  url = await system.ready;
}

async function call<T>(path: string, body?: object, token?: string): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const reply = (await response.json()) as { success: boolean; data: T };
  expect(reply).toMatchObject({ success: true });
  return reply.data;
}

async function signIn(email: string): Promise<string> {
  const { token } = await call<{ token: string }>('/auth/login', {
    email,
    password: DEMO_PASSWORD,
  });
  return token;
}

/** Books a session far enough ahead that none of its steps is due during the test. */
async function book(): Promise<void> {
  const token = await signIn('client@demo.test');
  const date = DateTime.now().setZone('Asia/Jakarta').plus({ days: 2 }).toISODate();
  const times = { startTime: '10:00', endTime: '10:30', timezone: 'Asia/Jakarta' };
  await call('/counselings/book', { date, ...times, method: 'chat' }, token);
}

async function sessionCount(): Promise<number> {
  const token = await signIn('team@demo.test');
  return (await call<unknown[]>('/team/sessions', undefined, token)).length;
}

const allStopped = () => processesFor(dataDir).length === 0;

beforeAll(() => start());

afterAll(async () => {
  if (allStopped()) return;
  system.kill('SIGTERM');
  await system.exit;
});

test('prints the demo accounts and, in the last line, the URL', () => {
  expect(system.lines.at(-1)).toBe(`Ready: ${url}`);
  const output = system.lines.join('\n');
  for (const { email } of DEMO_USERS) expect(output).toContain(email);
  expect(output).toContain(DEMO_PASSWORD);
});

test('creates demo users that can sign in', async () => {
  for (const { email } of DEMO_USERS) expect(await signIn(email)).toMatch(/^ey/);
});

test('runs API, worker and local Ably as separate processes', () => {
  const commands = processesFor(dataDir).map(({ command }) => command);
  for (const script of ['dist/src/main.js', 'dist/jobs/main.js', 'dist/src/local-ably/main.js']) {
    expect(commands.filter((command) => command.includes(script))).toHaveLength(1);
  }
});

test('restarts a killed process and becomes ready again', async () => {
  const api = processesFor(dataDir).find(({ command }) => command.includes('dist/src/main.js'));
  process.kill(api?.pid ?? 0, 'SIGKILL');
  await waitFor('the API to answer again', async () => {
    if (processesFor(dataDir).some(({ pid }) => pid === api?.pid)) return false;
    return (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;
  });
});

test('refuses to start on data that a running system uses', async () => {
  const second = npmStart(dataDir);
  expect(await second.exit).toBe(1);
  expect(second.lines.join('\n')).toMatch(/Another `npm start` .* already runs/);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('stops all processes on SIGTERM and keeps the data for the next start', async () => {
  await book();
  system.kill('SIGTERM');
  await system.exit;
  expect(processesFor(dataDir)).toEqual([]);
  const startedAt = Date.now();
  await start();
  expect(Date.now() - startedAt).toBeLessThan(15_000);
  expect(await sessionCount()).toBe(1);
});

test('stops all processes in reverse order on Ctrl-C', async () => {
  system.interrupt();
  expect(await system.exit).toBe(0);
  expect(processesFor(dataDir)).toEqual([]);
  const stopped = system.lines.flatMap((line) => /Stopping (.*) …/.exec(line)?.[1] ?? []);
  expect(stopped.slice(0, 2)).toEqual(['worker', 'api']);
  expect(stopped.slice(2).sort()).toEqual(['PostgreSQL', 'Redis', 'local Ably']);
  expect(system.lines.at(-1)).toContain('All processes have stopped.');
});

test('leaves no process behind when npm is killed, and recovers the data', async () => {
  await start();
  system.kill('SIGKILL');
  await waitFor('all processes to exit', allStopped, 30_000);
  await start();
  expect(await sessionCount()).toBe(1);
});

test('leaves no process behind when it is killed, and recovers the data', async () => {
  const starter = processesFor(dataDir).find(({ command }) => command.includes('dev/start.js'));
  process.kill(starter?.pid ?? 0, 'SIGKILL');
  await waitFor('all processes to exit', allStopped, 30_000);
  await start();
  expect(await sessionCount()).toBe(1);
});

test('begins with empty data with --fresh', async () => {
  system.interrupt();
  await system.exit;
  await start('--fresh');
  expect(await sessionCount()).toBe(0);
});

test('kills all processes on a second Ctrl-C while one does not stop', async () => {
  const api = processesFor(dataDir).find(({ command }) => command.includes('dist/src/main.js'));
  process.kill(api?.pid ?? 0, 'SIGSTOP');
  const interruptedAt = Date.now();
  await waitFor('it to exit', () => {
    system.interrupt();
    return allStopped();
  });
  expect(Date.now() - interruptedAt).toBeLessThan(5_000);
  expect(system.lines.at(-1)).toContain('Second Ctrl-C: killing all processes.');
});

test('reports all configuration errors together', async () => {
  const broken = npmStart(dataDir, { PORT: 'three', SESSION_MIN: 'soon', REDIS_URL: 'http://x' });
  expect(await broken.exit).toBe(1);
  const output = broken.lines.join('\n');
  for (const name of ['PORT', 'SESSION_MIN', 'REDIS_URL']) expect(output).toContain(name);
});

test('reports that the configured port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = (other.address() as AddressInfo).port;
  const failed = npmStart(`${dataDir}-other`, { PORT: String(port) });
  expect(await failed.exit).toBe(1);
  other.close();
  expect(failed.lines.join('\n')).toContain(`Port ${port} is taken by another program.`);
});
