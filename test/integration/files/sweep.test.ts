import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { writeFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepFiles } from '../../../src/files/sweep-files';
import { FileScene } from '../../support/file-scene';
import { pdf, picture } from '../../support/sample-files';
import { startSystem } from '../../support/system';
import type { TestSystem } from '../../support/system';

const LATER_MS = 3_600_000;

/** Speaks as ClamAV's daemon does, and answers only while it is let. */
class Clamd {
  answer: string | undefined;
  private readonly server: Server = createServer((socket) => {
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      if (held.subarray(-4).readUInt32BE() === 0 && this.answer !== undefined) {
        socket.end(`${this.answer}\0`);
      }
    });
  });

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
let scene: FileScene;
beforeAll(async () => {
  const env = { CLAMD_ADDRESS: await clamd.start(), SCAN_BUDGET: 'PT0.3S' };
  system = await startSystem({ env, worker: false, clock: { now: () => now } });
});
beforeEach(async () => {
  clamd.answer = undefined;
  scene = await FileScene.begin(system);
});
afterAll(async () => {
  clamd.stop();
  await system.stop();
});

const sweep = () => sweepFiles(system.context.files);

it('a file that nobody could judge in time is kept, and handed out once it is clean', async () => {
  const bytes = await picture();
  const { content } = await scene.sent({ name: 'a.jpg', bytes });
  const { fileId } = content.fileInfo;
  expect(content.fileInfo).toMatchObject({ scanStatus: 'pending', thumbnailUrl: null });
  const early = await scene.fetched(fileId);
  expect(early.status).toBe(409);
  expect(await early.json()).toMatchObject({ code: 'file-not-checked' });
  clamd.answer = 'stream: OK';
  expect((await sweep()).judged).toBe(1);
  const late = await scene.fetched(fileId);
  expect([late.status, late.headers.get('x-file-scan-judge')]).toEqual([200, 'clamav']);
  expect(Buffer.from(await late.arrayBuffer()).includes('Jalan Rahasia')).toBe(false);
  expect((await scene.described(fileId)).thumbnails).toHaveLength(3);
});

it('a file that is found infected later is never handed out, and its bytes go', async () => {
  const before = await scene.onDisk();
  const fileId = await scene.sentId({ name: 'a.pdf', bytes: pdf() });
  clamd.answer = 'stream: Win.Test FOUND';
  await sweep();
  const fetched = await scene.fetched(fileId);
  expect(fetched.status).toBe(422);
  expect(await fetched.json()).toMatchObject({ message: 'file contains malware: Win.Test' });
  expect(await scene.onDisk()).toEqual(before);
});

it('what a crash left in the middle of an upload is removed', async () => {
  clamd.answer = 'stream: OK';
  const kept = await scene.sentId({ name: 'a.pdf', bytes: pdf('', 100) });
  const before = await scene.onDisk();
  // As it stands after a kill: a scratch file, bytes without a file, a file without a message.
  const left = join(system.env['FILES_DIR'] ?? '', 'scratch', 'left');
  await writeFile(left, 'sealed');
  await utimes(left, 1, 1);
  const lost = await scene.sentId({ name: 'b.pdf', bytes: pdf('', 100) });
  await system.query('UPDATE messages SET file_id = NULL WHERE file_id = $1', [lost]);
  now += LATER_MS;
  await sweep();
  expect(await scene.onDisk()).toEqual(before);
  expect((await scene.fetched(lost)).status).toBe(404);
  const still = await scene.fetched(kept);
  expect(still.status).toBe(200);
  await still.arrayBuffer();
});
