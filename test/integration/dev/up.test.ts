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

// A whole system starts and stops several times here, beside whatever else this machine does.
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

/** A session far enough ahead that none of its steps falls into the test. */
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

const nothingLeft = () => processesFor(dataDir).length === 0;

beforeAll(() => start());

afterAll(async () => {
  if (nothingLeft()) return;
  system.kill('SIGTERM');
  await system.exit;
});

test('ends its words with the address, the demo logins above it', () => {
  expect(system.lines.at(-1)).toBe(`Ready: ${url}`);
  const above = system.lines.join('\n');
  for (const { email } of DEMO_USERS) expect(above).toContain(email);
  expect(above).toContain(DEMO_PASSWORD);
});

test('lets every demo person sign in', async () => {
  for (const { email } of DEMO_USERS) expect(await signIn(email)).toMatch(/^ey/);
});

test('runs API, worker and local Ably as processes of their own', () => {
  const commands = processesFor(dataDir).map(({ command }) => command);
  for (const script of ['dist/src/main.js', 'dist/jobs/main.js', 'dist/src/local-ably/main.js']) {
    expect(commands.filter((command) => command.includes(script))).toHaveLength(1);
  }
});

test('starts a process again that was killed, and is ready again', async () => {
  const api = processesFor(dataDir).find(({ command }) => command.includes('dist/src/main.js'));
  process.kill(api?.pid ?? 0, 'SIGKILL');
  await waitFor('the API to answer again', async () => {
    if (processesFor(dataDir).some(({ pid }) => pid === api?.pid)) return false;
    return (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;
  });
});

test('leaves a system that already runs on the same data alone', async () => {
  const second = npmStart(dataDir);
  expect(await second.exit).toBe(1);
  expect(second.lines.join('\n')).toMatch(/Another `npm start` .* already runs/);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('stops everything when it is told to, and keeps the data for the next start', async () => {
  await book();
  system.kill('SIGTERM');
  await system.exit;
  expect(processesFor(dataDir)).toEqual([]);
  const began = Date.now();
  await start();
  expect(Date.now() - began).toBeLessThan(15_000);
  expect(await sessionCount()).toBe(1);
});

test('stops everything on one Ctrl-C, in the reverse order', async () => {
  system.interrupt();
  expect(await system.exit).toBe(0);
  expect(processesFor(dataDir)).toEqual([]);
  const stopped = system.lines.flatMap((line) => /Stopping (.*) …/.exec(line)?.[1] ?? []);
  expect(stopped.slice(0, 2)).toEqual(['worker', 'api']);
  expect(stopped.slice(2).sort()).toEqual(['PostgreSQL', 'Redis', 'local Ably']);
  expect(system.lines.at(-1)).toContain('Everything is stopped.');
});

test('leaves nothing behind when npm is killed, and starts again from what was kept', async () => {
  await start();
  system.kill('SIGKILL');
  await waitFor('all processes to end', nothingLeft, 30_000);
  await start();
  expect(await sessionCount()).toBe(1);
});

test('leaves nothing behind when it is killed itself, and recovers', async () => {
  const up = processesFor(dataDir).find(({ command }) => command.includes('dev/start.js'));
  process.kill(up?.pid ?? 0, 'SIGKILL');
  await waitFor('all processes to end', nothingLeft, 30_000);
  await start();
  expect(await sessionCount()).toBe(1);
});

test('begins with empty data when asked to', async () => {
  system.interrupt();
  await system.exit;
  await start('--fresh');
  expect(await sessionCount()).toBe(0);
});

test('ends at once when Ctrl-C is pressed again while a part does not stop', async () => {
  const api = processesFor(dataDir).find(({ command }) => command.includes('dist/src/main.js'));
  process.kill(api?.pid ?? 0, 'SIGSTOP');
  const pressed = Date.now();
  await waitFor('it to end', () => {
    system.interrupt();
    return nothingLeft();
  });
  expect(Date.now() - pressed).toBeLessThan(5_000);
  expect(system.lines.at(-1)).toContain('Ending at once.');
});

test('tells every fault of the configuration at once', async () => {
  const broken = npmStart(dataDir, { PORT: 'three', SESSION_MIN: 'soon', REDIS_URL: 'http://x' });
  expect(await broken.exit).toBe(1);
  const said = broken.lines.join('\n');
  for (const name of ['PORT', 'SESSION_MIN', 'REDIS_URL']) expect(said).toContain(name);
});

test('says that the port it was told to use is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = (other.address() as AddressInfo).port;
  const refused = npmStart(`${dataDir}-other`, { PORT: String(port) });
  expect(await refused.exit).toBe(1);
  other.close();
  expect(refused.lines.join('\n')).toContain(`Port ${port} is taken by another program.`);
});
