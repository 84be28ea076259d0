import { readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { localStorage } from '../../../src/files/storage/local-storage';
import { s3Storage } from '../../../src/files/storage/s3-storage';
import { ScratchFolder } from '../../../src/files/storage/scratch-folder';
import { scanPendingFiles } from '../../../src/files/clean-up-files';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { pdf, picture } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';

const KEY = `${'0a'.repeat(16)}.pdf`;
const folder = temporaryDirectory();

describe('a busy system', () => {
  let system: TestSystem;
  let fixture: FileFixture;
  beforeAll(async () => {
    system = await startSystem({ worker: false, env: { SCAN_BUDGET: 'PT1S' } });
    fixture = await FileFixture.create(system);
  });
  afterAll(() => system.stop());

  async function expectFinished(fileId: string): Promise<void> {
    expect(await scanPendingFiles(system.context.files)).toBe(1);
    const fetched = await fixture.download(fileId);
    expect(fetched.status).toBe(200);
    await fetched.arrayBuffer();
    expect((await fixture.fileInfo(fileId)).thumbnails).toHaveLength(3);
  }

  it('bounds the wait for a scan slot by the scan timeout', async () => {
    const { scanSlots: scanning } = system.context.files;
    const [, release] = await scanning.acquire(scanning.getValue());
    const sent = await fixture.uploadForMessage({ name: 'a.jpg', bytes: await picture() });
    expect(sent.content.fileInfo.scanStatus).toBe('pending');
    release();
    await expectFinished(sent.content.fileInfo.fileId);
  });

  it('stores an image that got no processing slot and processes it later', async () => {
    const { images: pictures, scratchFolder: scratch } = system.context.files;
    const slow = new PassThrough();
    const file = await scratch.write(Readable.from([pdf()]), { limit: 10_000 });
    const processing = pictures.process({ ...file, read: () => slow }, 'image/png');
    const sent = await fixture.uploadForMessage({ name: 'a.jpg', bytes: await picture() });
    expect(sent.content.fileInfo.scanStatus).toBe('pending');
    slow.end();
    await expect(processing).rejects.toThrow('the picture cannot be read');
    await scratch.remove(file);
    await expectFinished(sent.content.fileInfo.fileId);
  });

  it('lets browsers cache thumbnails and revalidate them', async () => {
    const message = await fixture.uploadForMessage({ name: 'a.jpg', bytes: await picture() });
    const { fileId } = message.content.fileInfo;
    await scanPendingFiles(system.context.files);
    const path = `/api/files/${fileId}/thumbnails/small`;
    const first = await fixture.get(path);
    const etag = first.headers.get('etag') ?? '';
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    expect((await first.arrayBuffer()).byteLength).toBeGreaterThan(0);
    const headers = { 'if-none-match': etag };
    const revalidated = await fixture.get(path, fixture.tutor, headers);
    expect([revalidated.status, await revalidated.text()]).toEqual([304, '']);
    const stranger = await system.addUser('client');
    expect((await fixture.get(path, stranger, headers)).status).toBe(403);
    const { conversationId, student: as } = fixture;
    const messagePath = `/api/conversations/${conversationId}/messages/${message.id}`;
    expect((await system.call('DELETE', messagePath, { as })).status).toBe(200);
    expect((await fixture.get(path, fixture.tutor, headers)).status).toBe(404);
  });
});

describe('file storage', () => {
  it('removes temporary leftovers of a file in the local folder', async () => {
    const storage = localStorage(join(folder, 'stored'));
    const path = join(folder, 'whole');
    await writeFile(path, 'encrypted');
    await storage.put(KEY, path);
    const objectFolder = join(folder, 'stored', KEY.slice(0, 2));
    await writeFile(join(objectFolder, `${KEY}.new`), 'sea');
    await storage.put(KEY, path);
    expect(await readdir(objectFolder)).toEqual([KEY]);
    await writeFile(join(objectFolder, `${KEY}.new`), 'sea');
    await storage.remove(KEY);
    expect(await readdir(objectFolder)).toEqual([]);
  });

  it('leaves no file open when S3 disconnects', async () => {
    const bucket = await brokenBucket();
    const storage = s3Storage({
      ...{ provider: 'minio', region: 'x', bucket: 'files', accessKey: 'a', secretKey: 'b' },
      endpoint: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`,
      deadlines: { connect: 3_000, idle: 15_000 },
    });
    const path = join(folder, 'large');
    await writeFile(path, Buffer.alloc(4 * 1024 * 1024));
    await expect(storage.put(KEY, path)).rejects.toThrow();
    await waitFor('the file to be closed', async () => !(await openPaths()).includes(path));
    bucket.closeAllConnections();
    bucket.close();
  });
});

it('the scratch folder is created again after a failure', async () => {
  const parent = join(folder, 'parent');
  await writeFile(parent, 'in the way');
  const scratch = new ScratchFolder(join(parent, 'scratch'));
  const write = () => scratch.write(Readable.from([pdf()]), { limit: 10_000 });
  await expect(write()).rejects.toThrow('ENOTDIR');
  await rm(parent);
  expect((await write()).size).toBe(pdf().length);
});

/** Accepts HEAD and disconnects on any upload. */
async function brokenBucket(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method === 'PUT') request.socket.destroy();
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function openPaths(): Promise<string[]> {
  const names = await readdir('/proc/self/fd');
  return Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
}
