import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runningUrl, acquireStartLock } from '../../../src/dev/start-lock';
import { temporaryDirectory } from '../../support/harness/temporary-directory';

const dataDir = temporaryDirectory();
const file = join(dataDir, 'npm-start.json');

test('rejects a second owner, naming the first and what to do', () => {
  const lock = acquireStartLock(dataDir);
  lock.setUrl('http://127.0.0.1:3000');
  expect(() => acquireStartLock(dataDir)).toThrow(
    new RegExp(`process ${process.pid}.* answers at http://127.0.0.1:3000.*Ctrl-C`),
  );
  lock.release();
});

test('returns the URL of the system while it runs', () => {
  const lock = acquireStartLock(dataDir);
  expect(runningUrl(dataDir)).toBeUndefined();
  lock.setUrl('http://127.0.0.1:3000');
  expect(runningUrl(dataDir)).toBe('http://127.0.0.1:3000');
  lock.release();
  expect(runningUrl(dataDir)).toBeUndefined();
});

test.each([
  ['names a process that has exited', { pid: 2 ** 22 + 1, born: '1' }],
  ['names an id that another process has now', { pid: process.pid, born: 'earlier' }],
])('takes over a lock that %s', (_, lockContent) => {
  writeFileSync(file, JSON.stringify(lockContent));
  const lock = acquireStartLock(dataDir);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  lock.release();
});
