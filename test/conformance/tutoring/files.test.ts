import { afterTest } from '../../support/harness/after-test';
import type { FileDescriptionResponse } from '../../../src/api/shared/file-schemas';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { scanPendingFiles } from '../../../src/files/clean-up-files';
import { Clamd } from '../../support/servers/clamd';
import { FileFixture } from '../../support/fixtures/file-fixture';
import type { FileMessage } from '../../support/fixtures/file-fixture';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { docx, EICAR, pdf, pdfOf, picture, pptx } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { INSTANT } from '../../support/contracts/contract-texts';

const MAX = 10 * 1024 * 1024;

let system: TestSystem;
let fixture: FileFixture;
beforeAll(async () => {
  system = await startSystem();
});
beforeEach(async () => {
  fixture = await FileFixture.create(system);
});
afterAll(() => system.stop());

const thesis = (): { name: string; bytes: Buffer } => ({
  name: 'thesis_chapter_3.pdf',
  bytes: pdf('', 2_000),
});

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe('file sharing', () => {
  it('tutoring-03 exchanges academic documents between both members', async () => {
    const sent = thesis();
    const fileId = await fixture.uploadForId(sent);
    expect((await bytesOf(await fixture.download(fileId))).equals(sent.bytes)).toBe(true);
  });

  it('tutoring-13 uploads and downloads .pdf, .docx and .pptx', async () => {
    const documents = { 'a.pdf': pdf(), 'a.docx': docx(), 'a.pptx': pptx() };
    for (const [name, bytes] of Object.entries(documents)) {
      const fileId = await fixture.uploadForId({ name, bytes });
      const fetched = await fixture.download(fileId);
      expect([fetched.status, (await bytesOf(fetched)).equals(bytes)]).toEqual([200, true]);
    }
  });

  it('tutoring-15 is limited to conversation members and scanned files', async () => {
    const fileId = await fixture.uploadForId(thesis());
    const stranger = await system.addUser('client');
    const statuses = [
      (await fixture.download(fileId, stranger)).status,
      (await fixture.download('987654321')).status,
      (await fixture.download('../../etc/passwd')).status,
      (await fetch(`${system.url}/api/files/${fileId}/download`)).status,
    ];
    expect(statuses).toEqual([403, 404, 404, 401]);
    const infected = await fixture.upload({ name: 'a.txt', bytes: Buffer.from(EICAR) });
    expect(infected.status).toBe(422);
    expect((await fixture.fileInfo(fileId)).security.scanResult?.judge).toBe('built-in');
  });

  it('tutoring-30 is a separate service: upload, security scan, CDN addresses', async () => {
    const cdn = await startSystem({ env: { CDN_BASE_URL: 'https://cdn.example.test/' } });
    try {
      const cdnFixture = await FileFixture.create(cdn);
      const fileId = await cdnFixture.uploadForId(thesis());
      const { storage, security } = await cdnFixture.fileInfo(fileId);
      expect(storage.cdnUrl).toBe(`https://cdn.example.test/api/files/${fileId}/download`);
      expect(security.scanStatus).toBe('clean');
    } finally {
      await cdn.stop();
    }
  });

  it('tutoring-33 keeps uploaded files, images and documents in an object store', async () => {
    const before = (await fixture.filesOnDisk()).stored.length;
    await fixture.uploadForId(thesis());
    expect((await fixture.filesOnDisk()).stored.length).toBe(before + 1);
    await fixture.uploadForId({ name: 'a.jpg', bytes: await picture() });
    // The image and its three thumbnails.
    expect((await fixture.filesOnDisk()).stored.length).toBe(before + 5);
  });

  it('tutoring-38 leads from the scan to the recipient, who is notified and downloads', async () => {
    const message = await fixture.uploadForMessage(thesis());
    const chats = new TutoringFixture(system);
    const listed = await chats.conversation(fixture.tutor, fixture.conversationId);
    expect(listed.unreadCount).toBe(1);
    const newest = (await chats.messages(fixture.tutor, fixture.conversationId)).at(-1);
    expect(newest?.content.fileInfo).toEqual(message.content.fileInfo);
    expect((await fixture.get(message.content.fileInfo.downloadUrl)).status).toBe(200);
  });
});

describe('a message with a file', () => {
  it('tutoring-56 reports name, size, type, addresses, scan and progress', async () => {
    const { bytes } = thesis();
    const { content } = await fixture.uploadForMessage({ name: 'bab 3.pdf', bytes });
    expect(content.fileInfo).toMatchObject({
      fileName: 'bab 3.pdf',
      fileSize: bytes.length,
      fileType: 'application/pdf',
      downloadUrl: `/api/files/${content.fileInfo.fileId}/download`,
      thumbnailUrl: null,
      scanStatus: 'clean',
      uploadProgress: 100,
    });
    const image = await fixture.uploadForMessage({
      name: 'a.png',
      bytes: await picture({ format: 'png' }),
    });
    expect(image.type).toBe('image');
    const thumbnail = await fixture.get(image.content.fileInfo.thumbnailUrl ?? '');
    expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/webp']);
  });

  it('tutoring-57 reports the scan as pending, clean or infected', async () => {
    const { id, content } = await fixture.uploadForMessage(thesis());
    const scanStatuses: string[] = [];
    for (const status of ['pending', 'scanning', 'error', 'clean', 'infected']) {
      await system.query(
        `UPDATE file_blobs SET scan_status = $2, scanned_at = '2999-01-01'
         WHERE id = (SELECT blob_id FROM files WHERE id = $1)`,
        [content.fileInfo.fileId, status],
      );
      const chats = new TutoringFixture(system);
      const messages = await chats.messages(fixture.tutor, fixture.conversationId);
      const message = messages.find((one) => one.id === id);
      scanStatuses.push(message?.content.fileInfo?.scanStatus ?? 'none');
    }
    expect(scanStatuses).toEqual(['pending', 'pending', 'pending', 'clean', 'infected']);
  });
});

describe('file metadata', () => {
  let message: FileMessage;
  let bytes: Buffer;
  let file: FileDescriptionResponse;
  beforeEach(async () => {
    bytes = await picture();
    message = await fixture.uploadForMessage({ name: 'Foto Bab 3.JPG', bytes });
    file = await fixture.fileInfo(message.content.fileInfo.fileId);
  });

  it('tutoring-67 includes message, conversation and sender', () => {
    expect(file).toMatchObject({
      messageId: message.id,
      conversationId: fixture.conversationId,
      uploadedBy: fixture.student.id,
    });
  });

  it('tutoring-68 includes names, size and type', async () => {
    expect(file).toMatchObject({ originalFileName: 'Foto Bab 3.JPG', mimeType: 'image/jpeg' });
    expect(file.fileName).toMatch(/^[0-9a-f]{32}\.jpg$/);
    expect(file.fileSize).toBe((await bytesOf(await fixture.download(file.id))).length);
  });

  it("tutoring-69 includes the hash by which a user's equal bytes are stored once", async () => {
    expect(file.fileHash).toBe(createHash('sha256').update(bytes).digest('hex'));
    const { stored } = await fixture.filesOnDisk();
    const repeated = await fixture.uploadForId({ name: 'sama.jpg', bytes });
    expect((await fixture.storedFile(repeated)).id).toBe((await fixture.storedFile(file.id)).id);
    expect((await fixture.filesOnDisk()).stored).toEqual(stored);
    const others = await fixture.uploadForId({ name: 'lain.jpg', bytes }, fixture.tutor);
    expect((await fixture.storedFile(others)).id).not.toBe((await fixture.storedFile(file.id)).id);
  });

  it('tutoring-70 includes the storage location', () => {
    expect(file.storage).toEqual({
      provider: 'local',
      bucket: null,
      region: null,
      key: file.fileName,
      url: `/api/files/${file.id}/download`,
      cdnUrl: null,
    });
  });

  it('tutoring-71 includes the scan status, one of five, as the scan goes on', async () => {
    const clamd = new Clamd();
    let now = Date.now();
    const env = { CLAMD_ADDRESS: await clamd.start(), SCAN_BUDGET: 'PT0.3S' };
    const scanned = await startSystem({ env, worker: false, clock: { now: () => now } });
    afterTest(() => scanned.stop());
    afterTest(() => clamd.stop());
    const uploads = await FileFixture.create(scanned);
    const statusOf = async (id: string) => (await uploads.fileInfo(id)).security.scanStatus;
    const scan = () => scanPendingFiles(scanned.context.files);
    const clean = await uploads.uploadForId({ name: 'a.pdf', bytes: pdf() });
    const statuses = [await statusOf(clean)];
    clamd.meanwhile = async () => statuses.push(await statusOf(clean));
    clamd.reply = 'stream: OK';
    await scan();
    statuses.push(await statusOf(clean));
    clamd.reply = undefined;
    const infected = await uploads.uploadForId({ name: 'b.pdf', bytes: pdf('', 10) });
    clamd.reply = 'stream: Win.Test FOUND';
    await scan();
    statuses.push(await statusOf(infected));
    clamd.reply = undefined;
    const unreadable = await uploads.uploadForId({ name: 'c.pdf', bytes: pdf('', 20) });
    // The last of 200 attempts.
    clamd.reply = "stream: Can't allocate memory ERROR";
    await scanned.query(`UPDATE file_blobs SET scan_tries = 199, scan_status = 'pending'
      WHERE id = (SELECT blob_id FROM files WHERE id = ${Number(unreadable)})`);
    now += 3_600_000;
    await scan();
    statuses.push(await statusOf(unreadable));
    expect(statuses).toEqual(['pending', 'scanning', 'clean', 'infected', 'error']);
  });

  it('tutoring-72 includes the scanner, its result and the time', () => {
    const { scanResult, scannedAt } = file.security;
    expect(scanResult).toEqual({ judge: 'built-in', threat: null });
    expect(scannedAt).toMatch(INSTANT);
  });

  it('tutoring-73 includes that it is encrypted, under a wrapped key that is never returned', async () => {
    expect(file.security.isEncrypted).toBe(true);
    expect(JSON.stringify(file)).not.toMatch(/encryptionKey|wrapped/i);
    const { wrapped_key: wrapped, storage_key: key } = await fixture.storedFile(file.id);
    expect(wrapped.length).toBeGreaterThan(60);
    const encrypted = await readFile(fixture.storagePath(key.replace('.jpg', '.made.jpg')));
    // Every JPEG begins with these bytes; the stored object does not.
    expect(encrypted.subarray(0, 3).toString('hex')).not.toBe('ffd8ff');
    await expect(sharp(encrypted).metadata()).rejects.toThrow();
  });

  it('tutoring-74 includes that it is not public, and who may download it', () => {
    expect(file.access).toMatchObject({
      isPublic: false,
      allowedUsers: [fixture.student.id, fixture.tutor.id].sort((a, b) => Number(a) - Number(b)),
    });
  });

  it('tutoring-75 includes the download count and the last download', async () => {
    expect(file.access).toMatchObject({ downloadCount: 0, lastAccessedAt: null });
    for (const range of ['bytes=0-', 'bytes=100-', 'bytes=0-9']) {
      await bytesOf(await fixture.download(file.id, fixture.tutor, { range }));
    }
    const { access } = await fixture.fileInfo(file.id);
    expect(access).toMatchObject({
      downloadCount: 2,
      lastAccessedAt: expect.stringMatching(INSTANT),
    });
  });

  it('tutoring-76 includes three thumbnails of an image, with addresses and dimensions', async () => {
    const sizes = file.thumbnails.map(({ size, dimensions }) => [size, dimensions]);
    expect(sizes).toEqual([
      ['small', '150x113'],
      ['medium', '480x360'],
      ['large', '1280x960'],
    ]);
    for (const { url, dimensions } of file.thumbnails) {
      const { width, height } = await sharp(await bytesOf(await fixture.get(url))).metadata();
      expect(`${width}x${height}`).toBe(dimensions);
    }
  });

  it('tutoring-77 includes creation and change; a deleted file is not found', async () => {
    expect(file).toMatchObject({
      createdAt: expect.stringMatching(INSTANT),
      updatedAt: expect.stringMatching(INSTANT),
      deletedAt: null,
    });
    const path = `/api/conversations/${fixture.conversationId}/messages/${message.id}`;
    expect((await system.call('DELETE', path, { as: fixture.student })).status).toBe(200);
    expect((await fixture.download(file.id)).status).toBe(404);
  });
});

describe('the upload', () => {
  it('tutoring-116 accepts a form with the file, a description and the message it replies to', async () => {
    const { tutor, conversationId } = fixture;
    const question = await new TutoringFixture(system).sendMessage(tutor, conversationId, 'Mana?');
    const fields = { description: 'Ini dia', replyTo: question.id };
    const message = await fixture.uploadForMessage({ ...thesis(), fields });
    expect(message).toMatchObject({ content: { text: 'Ini dia' }, replyTo: fields.replyTo });
  });

  it('tutoring-117 returns the message, its file and the finished upload', async () => {
    const { status, body } = await fixture.upload(thesis());
    expect(status).toBe(201);
    expect(body).toMatchObject({
      success: true,
      data: {
        message: {
          id: expect.stringMatching(/^\d+$/),
          type: 'file',
          content: { fileInfo: { fileName: 'thesis_chapter_3.pdf', scanStatus: 'clean' } },
          createdAt: expect.stringMatching(INSTANT),
        },
        upload: { id: expect.stringMatching(/^\d+$/), status: 'completed', progress: 100 },
      },
    });
  });

  it('tutoring-118 answers `File uploaded successfully`', async () => {
    expect((await fixture.upload(thesis())).body.message).toBe('File uploaded successfully');
  });

  it('tutoring-133 accepts eight types; three video types only when enabled', async () => {
    const samples: Record<string, Buffer> = {
      '.pdf': pdf(),
      '.docx': docx(),
      '.pptx': pptx(),
      '.txt': Buffer.from('Catatan bab 3'),
      '.jpg': await picture(),
      '.jpeg': await picture(),
      '.png': await picture({ format: 'png' }),
      '.gif': await picture({ format: 'gif', width: 64, height: 64 }),
    };
    for (const [type, bytes] of Object.entries(samples)) {
      expect((await fixture.upload({ name: `a${type}`, bytes })).status).toBe(201);
    }
    for (const type of ['.mp4', '.mov', '.avi']) {
      expect(await fixture.rejection(`a${type}`, pdf())).toEqual([
        415,
        `file type ${type} is not allowed`,
      ]);
    }
  });

  it('tutoring-134 accepts 10 * 1024 * 1024 bytes and not one more', async () => {
    expect((await fixture.upload({ name: 'a.pdf', bytes: pdfOf(MAX) })).status).toBe(201);
    expect((await fixture.upload({ name: 'a.pdf', bytes: pdfOf(MAX + 1) })).status).toBe(413);
  });

  it('tutoring-135 validates a file before storing it: `Invalid file type or size`', async () => {
    const rows = await fixture.rowCounts();
    const [status, message] = await fixture.rejection('a.pdf', Buffer.from('no pdf at all'));
    expect([status, message]).toEqual([422, expect.stringMatching(/^Invalid file type or size: /)]);
    expect(await fixture.rowCounts()).toEqual(rows);
  });

  it('tutoring-137 accepts description and replyTo as empty texts, as a form sends them', async () => {
    const message = await fixture.uploadForMessage({
      ...thesis(),
      fields: { description: '', replyTo: '' },
    });
    expect(message).toMatchObject({ replyTo: null, content: { text: 'thesis_chapter_3.pdf' } });
  });
});

describe('the download', () => {
  let fileId: string;
  let bytes: Buffer;
  beforeEach(async () => {
    bytes = pdfOf(200_000);
    fileId = await fixture.uploadForId({ name: 'thesis_chapter_3.pdf', bytes });
  });

  it('tutoring-119 is served at GET /api/files/:id/download, with a token', async () => {
    expect((await fetch(`${system.url}/api/files/${fileId}/download`)).status).toBe(401);
    expect((await fixture.download(fileId)).status).toBe(200);
  });

  it('tutoring-120 has type, name and length headers', async () => {
    const { headers } = await fixture.download(fileId);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe('attachment; filename="thesis_chapter_3.pdf"');
    expect(headers.get('content-length')).toBe(String(bytes.length));
  });

  it('tutoring-121 has a header for the clean scan', async () => {
    expect((await fixture.download(fileId)).headers.get('x-file-scan-status')).toBe('clean');
  });

  it('tutoring-122 returns the bytes or the requested range', async () => {
    expect((await bytesOf(await fixture.download(fileId))).equals(bytes)).toBe(true);
    const part = await fixture.download(fileId, fixture.tutor, { range: 'bytes=65530-140000' });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      'bytes 65530-140000/200000',
    ]);
    expect((await bytesOf(part)).equals(bytes.subarray(65_530, 140_001))).toBe(true);
    const outOfRange = await fixture.download(fileId, fixture.tutor, { range: 'bytes=200000-' });
    expect([outOfRange.status, outOfRange.headers.get('content-range')]).toEqual([
      416,
      'bytes */200000',
    ]);
  });
});
