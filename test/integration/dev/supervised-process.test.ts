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

function run(body: string, stopLimit?: number) {
  const script = join(directory, `${started.length}-${Date.now()}.js`);
  writeFileSync(script, body);
  const lines: string[] = [];
  const events: string[] = [];
  const child = supervise({
    name: 'child',
    script,
    env: { ...process.env, GREETING: 'hello' },
    stopTimeoutMs: stopLimit,
    onLine: (line) => lines.push(line),
    log: (line) => events.push(line),
  });
  started.push(child);
  return { child, lines, events };
}

const ALIVE = 'setInterval(() => undefined, 1000);';

test('passes on what the child prints and hands it its environment', async () => {
  const { lines } = run(`console.log(process.env.GREETING); console.error('oh'); ${ALIVE}`);
  await waitFor('its words', () => lines.length === 2);
  expect(lines.sort()).toEqual(['hello', 'oh']);
});

test('starts a child again that was killed', async () => {
  const { child, lines, events } = run(`console.log(process.pid); ${ALIVE}`);
  await waitFor('its words', () => lines.length === 1);
  process.kill(Number(lines[0]), 'SIGKILL');
  await waitFor('its words', () => lines.length === 2);
  expect(child.pid).toBe(Number(lines[1]));
  expect(events).toEqual(['child ended (SIGKILL); starting it again in 200 ms.']);
});

test('waits longer each time a child crashes at once', async () => {
  const { child, events } = run('process.exit(3);');
  await waitFor('its restarts', () => child.restarts === 2);
  expect(events).toEqual([
    'child ended (exit code 3); starting it again in 200 ms.',
    'child ended (exit code 3); starting it again in 400 ms.',
  ]);
});

test('lets a child end its work when it is stopped, and starts it no more', async () => {
  const { child, lines } = run(
    `process.on('SIGTERM', () => { console.log('bye'); process.exit(0); }); console.log('up'); ${ALIVE}`,
  );
  await waitFor('its words', () => lines.length === 1);
  await child.stop();
  expect(lines).toEqual(['up', 'bye']);
  expect(child.restarts).toBe(0);
  expect(child.pid).toBeUndefined();
});

test('ends a child that does not want to end', async () => {
  const { child, lines } = run(
    `process.on('SIGTERM', () => undefined); console.log(process.pid); ${ALIVE}`,
    300,
  );
  await waitFor('its words', () => lines.length === 1);
  await child.stop();
  expect(isAlive(Number(lines[0]))).toBe(false);
});
