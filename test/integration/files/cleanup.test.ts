import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeUnusedBlobs } from '../../../src/files/remove-unused-blobs';
import { scanPendingFiles, removeAbandonedFiles } from '../../../src/files/clean-up-files';
import { Clamd } from '../../support/servers/clamd';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { pdf, picture } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const LATER_MS = 3_600_000;

const clamd = new Clamd();
let now = Date.now();
let system: TestSystem;
let fixture: FileFixture;
beforeAll(async () => {
  const env = {
    CLAMD_ADDRESS: await clamd.start(),
    SCAN_BUDGET: 'PT0.3S',
    CLAMD_TIMEOUT: 'PT1S',
  };
  system = await startSystem({ env, worker: false, clock: { now: () => now } });
});
beforeEach(async () => {
  clamd.reply = undefined;
  fixture = await FileFixture.create(system);
});
afterAll(async () => {
  clamd.stop();
  await system.stop();
});

async function sweep(): Promise<number> {
  const scanned = await scanPendingFiles(system.context.files);
  await removeAbandonedFiles(system.context.files);
  return scanned;
}

interface Blob {
  id: string;
  scan_status: string;
  scanned_at: Date;
  left_over: boolean;
  storage_key: string;
}

async function blobOf(fileId: string): Promise<Blob> {
  const [found] = await system.query<Blob>(
    'SELECT * FROM file_blobs WHERE id = (SELECT blob_id FROM files WHERE id = $1)',
    [fileId],
  );
  if (!found) throw new Error('There is no such file');
  return found;
}

const pathOf = (key: string): string =>
  join(system.env['FILES_DIR'] ?? '', 'stored', key.slice(0, 2), key);

it('stores a file that could not be scanned in time and serves it once it is clean', async () => {
  const bytes = await picture();
  const { content } = await fixture.uploadForMessage({ name: 'a.jpg', bytes });
  const { fileId } = content.fileInfo;
  expect(content.fileInfo).toMatchObject({ scanStatus: 'pending', thumbnailUrl: null });
  const early = await fixture.download(fileId);
  expect(early.status).toBe(409);
  expect(await early.json()).toMatchObject({ code: 'file-not-checked' });
  clamd.reply = 'stream: OK';
  expect(await sweep()).toBe(1);
  const checked = await fixture.download(fileId);
  expect([checked.status, checked.headers.get('x-file-scan-judge')]).toEqual([200, 'clamav']);
  expect(Buffer.from(await checked.arrayBuffer()).includes('Jalan Rahasia')).toBe(false);
  expect((await fixture.fileInfo(fileId)).thumbnails).toHaveLength(3);
});

it('never serves a file found infected later and removes its bytes', async () => {
  const before = await fixture.filesOnDisk();
  const fileId = await fixture.uploadForId({ name: 'a.pdf', bytes: pdf() });
  clamd.reply = 'stream: Win.Test FOUND';
  await sweep();
  const fetched = await fixture.download(fileId);
  expect(fetched.status).toBe(422);
  expect(await fetched.json()).toMatchObject({ message: 'file contains malware: Win.Test' });
  expect(await fixture.filesOnDisk()).toEqual(before);
});

it.each([
  ['clean', 'stream: OK', 200],
  ['infected', 'stream: Win.Test FOUND', 422],
])('keeps the scan result when the storage fails to remove objects: %s', async (...expected) => {
  const [status, reply, code] = expected;
  const before = await fixture.filesOnDisk();
  const fileId = await fixture.uploadForId({ name: 'a.jpg', bytes: await picture() });
  const { storage_key: key } = await blobOf(fileId);
  clamd.reply = reply;
  // A folder cannot be removed as a file.
  clamd.meanwhile = async () => {
    await rm(pathOf(key));
    await mkdir(join(pathOf(key), 'held'), { recursive: true });
  };
  await sweep();
  expect(await blobOf(fileId)).toMatchObject({ scan_status: status, left_over: true });
  const fetched = await fixture.download(fileId);
  expect(fetched.status).toBe(code);
  await fetched.arrayBuffer();
  await rm(pathOf(key), { recursive: true });
  await writeFile(pathOf(key), 'leftover');
  await sweep();
  expect(await blobOf(fileId)).toMatchObject({ scan_status: status, left_over: false });
  const { stored } = await fixture.filesOnDisk();
  expect(stored.some((path) => path.endsWith(key))).toBe(false);
  expect(stored).toHaveLength(before.stored.length + (status === 'clean' ? 4 : 0));
});

it('removes a file that is erased during its scan and notifies no reader', async () => {
  const before = await fixture.filesOnDisk();
  const fileId = await fixture.uploadForId({ name: 'a.jpg', bytes: await picture() });
  const { id } = await blobOf(fileId);
  const readChanges = () =>
    system.query(`SELECT 1 FROM outbox_events WHERE payload ->> 'change' = 'checked'`);
  const changesBefore = await readChanges();
  clamd.reply = 'stream: OK';
  clamd.meanwhile = async () => {
    await system.query('UPDATE messages SET file_id = NULL WHERE file_id = $1', [fileId]);
    await system.query('DELETE FROM files WHERE id = $1', [fileId]);
    await removeUnusedBlobs(system.context.files, { ids: [id] });
  };
  await sweep();
  expect(await fixture.filesOnDisk()).toEqual(before);
  expect(await system.query('SELECT 1 FROM file_blobs WHERE id = $1', [id])).toEqual([]);
  expect(await readChanges()).toEqual(changesBefore);
});

it('retries a scan for hours with growing delay', async () => {
  const fileId = await fixture.uploadForId({ name: 'a.pdf', bytes: pdf() });
  const waits: number[] = [];
  clamd.reply = "stream: Can't allocate memory ERROR";
  for (let times = 0; times < 60; times += 1) {
    await sweep();
    const { scanned_at: next } = await blobOf(fileId);
    waits.push((next.getTime() - now) / 1_000);
    now = next.getTime();
  }
  expect(waits.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
  clamd.reply = 'stream: OK';
  await sweep();
  expect((await blobOf(fileId)).scan_status).toBe('clean');
});

it('does not wait for a daemon that is silent', async () => {
  const fileId = await fixture.uploadForId({ name: 'a.pdf', bytes: pdf() });
  const startedAt = performance.now();
  expect(await sweep()).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  now = (await blobOf(fileId)).scanned_at.getTime();
  clamd.reply = 'stream: OK';
  await sweep();
  expect((await blobOf(fileId)).scan_status).toBe('clean');
});

it('scans the next file when one cannot be scanned', async () => {
  const [first, second] = [
    await fixture.uploadForId({ name: 'a.pdf', bytes: pdf('', 10) }),
    await fixture.uploadForId({ name: 'b.pdf', bytes: pdf('', 10) }),
  ];
  await rm(pathOf((await blobOf(first)).storage_key));
  clamd.reply = 'stream: OK';
  await sweep();
  now = (await blobOf(first)).scanned_at.getTime();
  await sweep();
  expect((await blobOf(first)).scan_status).toBe('pending');
  expect((await blobOf(second)).scan_status).toBe('clean');
  now += LATER_MS;
  await system.query('UPDATE messages SET file_id = NULL WHERE file_id = $1', [first]);
  await sweep();
});

it('removes what a crash left of an upload', async () => {
  clamd.reply = 'stream: OK';
  const complete = await fixture.uploadForId({ name: 'a.pdf', bytes: pdf('', 100) });
  const before = await fixture.filesOnDisk();
  // State after a kill: a scratch file, a blob without file, a file without message.
  const scratchFile = join(system.env['FILES_DIR'] ?? '', 'scratch', 'left');
  await writeFile(scratchFile, 'encrypted');
  await utimes(scratchFile, 1, 1);
  const lost = await fixture.uploadForId({ name: 'b.pdf', bytes: pdf('', 100) });
  await system.query('UPDATE messages SET file_id = NULL WHERE file_id = $1', [lost]);
  now += LATER_MS;
  await sweep();
  expect(await fixture.filesOnDisk()).toEqual(before);
  expect((await fixture.download(lost)).status).toBe(404);
  const download = await fixture.download(complete);
  expect(download.status).toBe(200);
  await download.arrayBuffer();
});
