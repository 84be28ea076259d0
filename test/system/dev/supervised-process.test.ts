import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../../src/dev/processes/process-identity';
import { supervise } from '../../../src/dev/processes/supervised-process';
import type { SupervisedProcess } from '../../../src/dev/processes/supervised-process';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';

const directory = temporaryDirectory();
const started: SupervisedProcess[] = [];

afterEach(() => Promise.all(started.splice(0).map((each) => each.stop())));

function run(body: string, stopTimeoutMs?: number) {
  const script = join(directory, `${started.length}-${Date.now()}.js`);
  writeFileSync(script, body);
  const lines: string[] = [];
  const events: string[] = [];
  const child = supervise({
    name: 'child',
    script,
    env: { ...process.env, GREETING: 'hello' },
    stopTimeoutMs,
    onLine: (line) => lines.push(line),
    log: (line) => events.push(line),
  });
  started.push(child);
  return { child, lines, events };
}

const ALIVE = 'setInterval(() => undefined, 1000);';

test('passes the environment to the child and its output to the caller', async () => {
  const { lines } = run(`console.log(process.env.GREETING); console.error('oh'); ${ALIVE}`);
  await waitFor('its output', () => lines.length === 2);
  expect(lines.sort()).toEqual(['hello', 'oh']);
});

test('restarts a killed child', async () => {
  const { child, lines, events } = run(`console.log(process.pid); ${ALIVE}`);
  await waitFor('its output', () => lines.length === 1);
  process.kill(Number(lines[0]), 'SIGKILL');
  await waitFor('its output', () => lines.length === 2);
  expect(child.pid).toBe(Number(lines[1]));
  expect(events).toEqual(['child exited (SIGKILL); restarting in 200 ms.']);
});

test('doubles the delay for a child that crashes immediately', async () => {
  const { child, events } = run('process.exit(3);');
  await waitFor('its restarts', () => child.restarts === 2);
  expect(events).toEqual([
    'child exited (exit code 3); restarting in 200 ms.',
    'child exited (exit code 3); restarting in 400 ms.',
  ]);
});

test('stops a child gracefully and does not restart it', async () => {
  const { child, lines } = run(
    `process.on('SIGTERM', () => { console.log('bye'); process.exit(0); }); console.log('up'); ${ALIVE}`,
  );
  await waitFor('its output', () => lines.length === 1);
  await child.stop();
  expect(lines).toEqual(['up', 'bye']);
  expect(child.restarts).toBe(0);
  expect(child.pid).toBeUndefined();
});

test('kills a child that ignores SIGTERM after the timeout', async () => {
  const { child, lines } = run(
    `process.on('SIGTERM', () => undefined); console.log(process.pid); ${ALIVE}`,
    300,
  );
  await waitFor('its output', () => lines.length === 1);
  await child.stop();
  expect(isAlive(Number(lines[0]))).toBe(false);
});
