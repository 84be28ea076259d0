import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeUnusedBlobs } from '../../../src/files/remove-unused-blobs';
import { scanPendingFiles, removeAbandonedFiles } from '../../../src/files/clean-up-files';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { pdf, picture } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const LATER_MS = 3_600_000;

/** Speaks as ClamAV's daemon does, and answers only while it is let. */
class Clamd {
  answer: string | undefined;
  /** Happens after the bytes came and before it answers. */
  meanwhile: (() => Promise<unknown>) | undefined;
  private readonly server: Server = createServer((socket) => {
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      if (held.subarray(-4).readUInt32BE() === 0 && this.answer !== undefined) {
        void this.tell(socket, this.answer);
      }
    });
  });

  private async tell(socket: Socket, answer: string): Promise<void> {
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    socket.end(`${answer}\0`);
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}

const clamd = new Clamd();
let now = Date.now();
let system: TestSystem;
let scene: FileFixture;
beforeAll(async () => {
  const env = { CLAMD_ADDRESS: await clamd.start(), SCAN_BUDGET: 'PT0.3S' };
  system = await startSystem({ env, worker: false, clock: { now: () => now } });
});
beforeEach(async () => {
  clamd.answer = undefined;
  scene = await FileFixture.create(system);
});
afterAll(async () => {
  clamd.stop();
  await system.stop();
});

async function sweep(): Promise<number> {
  const judged = await scanPendingFiles(system.context.files);
  await removeAbandonedFiles(system.context.files);
  return judged;
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

it('a file that nobody could judge in time is kept, and handed out once it is clean', async () => {
  const bytes = await picture();
  const { content } = await scene.uploadForMessage({ name: 'a.jpg', bytes });
  const { fileId } = content.fileInfo;
  expect(content.fileInfo).toMatchObject({ scanStatus: 'pending', thumbnailUrl: null });
  const early = await scene.download(fileId);
  expect(early.status).toBe(409);
  expect(await early.json()).toMatchObject({ code: 'file-not-checked' });
  clamd.answer = 'stream: OK';
  expect(await sweep()).toBe(1);
  const late = await scene.download(fileId);
  expect([late.status, late.headers.get('x-file-scan-judge')]).toEqual([200, 'clamav']);
  expect(Buffer.from(await late.arrayBuffer()).includes('Jalan Rahasia')).toBe(false);
  expect((await scene.fileInfo(fileId)).thumbnails).toHaveLength(3);
});

it('a file that is found infected later is never handed out, and its bytes go', async () => {
  const before = await scene.filesOnDisk();
  const fileId = await scene.uploadForId({ name: 'a.pdf', bytes: pdf() });
  clamd.answer = 'stream: Win.Test FOUND';
  await sweep();
  const fetched = await scene.download(fileId);
  expect(fetched.status).toBe(422);
  expect(await fetched.json()).toMatchObject({ message: 'file contains malware: Win.Test' });
  expect(await scene.filesOnDisk()).toEqual(before);
});

it.each([
  ['clean', 'stream: OK', 200],
  ['infected', 'stream: Win.Test FOUND', 422],
])('a judgement stands when the storage keeps what it should not: %s', async (...wanted) => {
  const [status, answer, code] = wanted;
  const before = await scene.filesOnDisk();
  const fileId = await scene.uploadForId({ name: 'a.jpg', bytes: await picture() });
  const { storage_key: key } = await blobOf(fileId);
  clamd.answer = answer;
  // A folder is nothing that can be removed as a file.
  clamd.meanwhile = async () => {
    await rm(pathOf(key));
    await mkdir(join(pathOf(key), 'held'), { recursive: true });
  };
  await sweep();
  expect(await blobOf(fileId)).toMatchObject({ scan_status: status, left_over: true });
  const fetched = await scene.download(fileId);
  expect(fetched.status).toBe(code);
  await fetched.arrayBuffer();
  await rm(pathOf(key), { recursive: true });
  await writeFile(pathOf(key), 'what came');
  await sweep();
  expect(await blobOf(fileId)).toMatchObject({ scan_status: status, left_over: false });
  const { stored } = await scene.filesOnDisk();
  expect(stored.some((path) => path.endsWith(key))).toBe(false);
  expect(stored).toHaveLength(before.stored.length + (status === 'clean' ? 4 : 0));
});

it('a file that is erased while it is judged leaves nothing behind and is told to nobody', async () => {
  const before = await scene.filesOnDisk();
  const fileId = await scene.uploadForId({ name: 'a.jpg', bytes: await picture() });
  const { id } = await blobOf(fileId);
  const told = () =>
    system.query(`SELECT 1 FROM outbox_events WHERE payload ->> 'change' = 'checked'`);
  const toldBefore = await told();
  clamd.answer = 'stream: OK';
  clamd.meanwhile = async () => {
    await system.query('UPDATE messages SET file_id = NULL WHERE file_id = $1', [fileId]);
    await system.query('DELETE FROM files WHERE id = $1', [fileId]);
    await removeUnusedBlobs(system.context.files, { ids: [id] });
  };
  await sweep();
  expect(await scene.filesOnDisk()).toEqual(before);
  expect(await system.query('SELECT 1 FROM file_blobs WHERE id = $1', [id])).toEqual([]);
  expect(await told()).toEqual(toldBefore);
});

it('a file waits for hours for one who can judge it, longer each time', async () => {
  const fileId = await scene.uploadForId({ name: 'a.pdf', bytes: pdf() });
  const waits: number[] = [];
  clamd.answer = "stream: Can't allocate memory ERROR";
  for (let times = 0; times < 60; times += 1) {
    await sweep();
    const { scanned_at: next } = await blobOf(fileId);
    waits.push((next.getTime() - now) / 1_000);
    now = next.getTime();
  }
  expect(waits.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
  clamd.answer = 'stream: OK';
  await sweep();
  expect((await blobOf(fileId)).scan_status).toBe('clean');
});

it('a file that cannot be judged does not hold up the one behind it', async () => {
  const [first, second] = [
    await scene.uploadForId({ name: 'a.pdf', bytes: pdf('', 10) }),
    await scene.uploadForId({ name: 'b.pdf', bytes: pdf('', 10) }),
  ];
  await rm(pathOf((await blobOf(first)).storage_key));
  clamd.answer = 'stream: OK';
  await sweep();
  now = (await blobOf(first)).scanned_at.getTime();
  await sweep();
  expect((await blobOf(first)).scan_status).toBe('pending');
  expect((await blobOf(second)).scan_status).toBe('clean');
  now += LATER_MS;
  await system.query('UPDATE messages SET file_id = NULL WHERE file_id = $1', [first]);
  await sweep();
});

it('what a crash left in the middle of an upload is removed', async () => {
  clamd.answer = 'stream: OK';
  const kept = await scene.uploadForId({ name: 'a.pdf', bytes: pdf('', 100) });
  const before = await scene.filesOnDisk();
  // As it stands after a kill: a scratch file, bytes without a file, a file without a message.
  const left = join(system.env['FILES_DIR'] ?? '', 'scratch', 'left');
  await writeFile(left, 'sealed');
  await utimes(left, 1, 1);
  const lost = await scene.uploadForId({ name: 'b.pdf', bytes: pdf('', 100) });
  await system.query('UPDATE messages SET file_id = NULL WHERE file_id = $1', [lost]);
  now += LATER_MS;
  await sweep();
  expect(await scene.filesOnDisk()).toEqual(before);
  expect((await scene.download(lost)).status).toBe(404);
  const still = await scene.download(kept);
  expect(still.status).toBe(200);
  await still.arrayBuffer();
});
