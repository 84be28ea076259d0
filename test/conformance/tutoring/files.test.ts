import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { docx, EICAR, pdf, pdfOf, picture, pptx } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, Wire } from '../../support/harness/test-system';

const MAX = 10 * 1024 * 1024;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let system: TestSystem;
let scene: FileFixture;
beforeAll(async () => {
  system = await startSystem();
});
beforeEach(async () => {
  scene = await FileFixture.create(system);
});
afterAll(() => system.stop());

const thesis = (): { name: string; bytes: Buffer } => ({
  name: 'thesis_chapter_3.pdf',
  bytes: pdf('', 2_000),
});

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe('sharing files', () => {
  it('tutoring-03 works for academic documents: what the one sends the other fetches', async () => {
    const sent = thesis();
    const fileId = await scene.uploadForId(sent);
    expect((await bytesOf(await scene.download(fileId))).equals(sent.bytes)).toBe(true);
  });

  it('tutoring-13 goes up and down for .pdf, .docx and .pptx', async () => {
    const documents = { 'a.pdf': pdf(), 'a.docx': docx(), 'a.pptx': pptx() };
    for (const [name, bytes] of Object.entries(documents)) {
      const fileId = await scene.uploadForId({ name, bytes });
      const fetched = await scene.download(fileId);
      expect([fetched.status, (await bytesOf(fetched)).equals(bytes)]).toEqual([200, true]);
    }
  });

  it('tutoring-15 is for those in the conversation, and for files that were judged', async () => {
    const fileId = await scene.uploadForId(thesis());
    const stranger = await system.addUser('client');
    const statuses = [
      (await scene.download(fileId, stranger)).status,
      (await scene.download('987654321')).status,
      (await scene.download('../../etc/passwd')).status,
      (await fetch(`${system.url}/api/files/${fileId}/download`)).status,
    ];
    expect(statuses).toEqual([403, 404, 404, 401]);
    const infected = await scene.upload({ name: 'a.txt', bytes: Buffer.from(EICAR) });
    expect(infected.status).toBe(422);
    expect((await scene.fileInfo(fileId)).security.scanResult.judge).toBe('built-in');
  });

  it('tutoring-30 is a service of its own: upload, security scan, addresses for a CDN', async () => {
    const cdn = await startSystem({ env: { CDN_BASE_URL: 'https://cdn.example.test/' } });
    try {
      const there = await FileFixture.create(cdn);
      const fileId = await there.uploadForId(thesis());
      const { storage, security } = await there.fileInfo(fileId);
      expect(storage.cdnUrl).toBe(`https://cdn.example.test/api/files/${fileId}/download`);
      expect(security.scanStatus).toBe('clean');
    } finally {
      await cdn.stop();
    }
  });

  it('tutoring-33 keeps uploaded files, images and documents in an object store', async () => {
    const before = (await scene.filesOnDisk()).stored.length;
    await scene.uploadForId(thesis());
    expect((await scene.filesOnDisk()).stored.length).toBe(before + 1);
    await scene.uploadForId({ name: 'a.jpg', bytes: await picture() });
    // The picture and its three thumbnails.
    expect((await scene.filesOnDisk()).stored.length).toBe(before + 5);
  });

  it('tutoring-38 flows from the scan to the recipient, who is told and fetches it', async () => {
    const message = await scene.uploadForMessage(thesis());
    const told = await system.call('GET', '/api/conversations', { as: scene.tutor });
    const listed = told.body.data.conversations as Wire[];
    expect(listed.find(({ id }) => id === scene.conversationId).unreadCount).toBe(1);
    const path = `/api/conversations/${scene.conversationId}/messages`;
    const { body } = await system.call('GET', path, { as: scene.tutor });
    const [newest] = (body.data.messages as Wire[]).slice(-1);
    expect(newest.content.fileInfo).toEqual(message.content.fileInfo);
    const { downloadUrl } = newest.content.fileInfo;
    expect((await scene.get(downloadUrl)).status).toBe(200);
  });
});

describe('a message with a file', () => {
  it('tutoring-56 tells name, size, type, addresses, scan and progress', async () => {
    const { bytes } = thesis();
    const { content } = await scene.uploadForMessage({ name: 'bab 3.pdf', bytes });
    expect(content.fileInfo).toMatchObject({
      fileName: 'bab 3.pdf',
      fileSize: bytes.length,
      fileType: 'application/pdf',
      downloadUrl: `/api/files/${content.fileInfo.fileId}/download`,
      thumbnailUrl: null,
      scanStatus: 'clean',
      uploadProgress: 100,
    });
    const image = await scene.uploadForMessage({
      name: 'a.png',
      bytes: await picture({ format: 'png' }),
    });
    expect(image.type).toBe('image');
    const shown = await scene.get(image.content.fileInfo.thumbnailUrl);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
  });

  it('tutoring-57 says pending, clean or infected of its scan', async () => {
    const { id, content } = await scene.uploadForMessage(thesis());
    const shown: string[] = [];
    for (const status of ['pending', 'scanning', 'error', 'clean', 'infected']) {
      await system.query(
        `UPDATE file_blobs SET scan_status = $2, scanned_at = '2999-01-01'
         WHERE id = (SELECT blob_id FROM files WHERE id = $1)`,
        [content.fileInfo.fileId, status],
      );
      const path = `/api/conversations/${scene.conversationId}/messages`;
      const { body } = await system.call('GET', path, { as: scene.tutor });
      const message = (body.data.messages as Wire[]).find((one) => one.id === id);
      shown.push(message.content.fileInfo.scanStatus);
    }
    expect(shown).toEqual(['pending', 'pending', 'pending', 'clean', 'infected']);
  });
});

describe('what is known of a file', () => {
  let message: Wire;
  let bytes: Buffer;
  let file: Wire;
  beforeEach(async () => {
    bytes = await picture();
    message = await scene.uploadForMessage({ name: 'Foto Bab 3.JPG', bytes });
    file = await scene.fileInfo(message.content.fileInfo.fileId);
  });

  it('tutoring-67 is its message, its conversation and who sent it', () => {
    expect(file).toMatchObject({
      messageId: message.id,
      conversationId: scene.conversationId,
      uploadedBy: scene.student.id,
    });
  });

  it('tutoring-68 is its names, its size and its type', async () => {
    expect(file).toMatchObject({ originalFileName: 'Foto Bab 3.JPG', mimeType: 'image/jpeg' });
    expect(file.fileName).toMatch(/^[0-9a-f]{32}\.jpg$/);
    expect(file.fileSize).toBe((await bytesOf(await scene.download(file.id))).length);
  });

  it('tutoring-69 is the hash by which the same bytes are kept once for each person', async () => {
    expect(file.fileHash).toBe(createHash('sha256').update(bytes).digest('hex'));
    const { stored } = await scene.filesOnDisk();
    const again = await scene.uploadForId({ name: 'sama.jpg', bytes });
    expect((await scene.storedFile(again)).id).toBe((await scene.storedFile(file.id)).id);
    expect((await scene.filesOnDisk()).stored).toEqual(stored);
    const others = await scene.uploadForId({ name: 'lain.jpg', bytes }, scene.tutor);
    expect((await scene.storedFile(others)).id).not.toBe((await scene.storedFile(file.id)).id);
  });

  it('tutoring-70 is where it lies', () => {
    expect(file.storage).toEqual({
      provider: 'local',
      bucket: null,
      region: null,
      key: file.fileName,
      url: `/api/files/${file.id}/download`,
      cdnUrl: null,
    });
  });

  it('tutoring-71 is how its scan stands, in five words', async () => {
    const told: string[] = [];
    for (const status of ['pending', 'scanning', 'clean', 'infected', 'error']) {
      await system.query(
        `UPDATE file_blobs SET scan_status = $2, scanned_at = '2999-01-01'
         WHERE id = (SELECT blob_id FROM files WHERE id = $1)`,
        [file.id, status],
      );
      told.push((await scene.fileInfo(file.id)).security.scanStatus);
    }
    expect(told).toEqual(['pending', 'scanning', 'clean', 'infected', 'error']);
  });

  it('tutoring-72 is who judged it, with what result, and when', () => {
    const { scanResult, scannedAt } = file.security;
    expect(scanResult).toEqual({ judge: 'built-in', threat: null });
    expect(scannedAt).toMatch(INSTANT);
  });

  it('tutoring-73 is that it is encrypted, under a key that lies wrapped and is never told', async () => {
    expect(file.security.isEncrypted).toBe(true);
    expect(JSON.stringify(file)).not.toMatch(/encryptionKey|wrapped/i);
    const { wrapped_key: wrapped, storage_key: key } = await scene.storedFile(file.id);
    expect(wrapped.length).toBeGreaterThan(60);
    const sealed = await readFile(scene.storagePath(key.replace('.jpg', '.made.jpg')));
    // Every JPEG begins with these bytes; what lies on disk does not.
    expect(sealed.subarray(0, 3).toString('hex')).not.toBe('ffd8ff');
    await expect(sharp(sealed).metadata()).rejects.toThrow();
  });

  it('tutoring-74 is that it is public to nobody, and who may fetch it', () => {
    expect(file.access).toMatchObject({
      isPublic: false,
      allowedUsers: [scene.student.id, scene.tutor.id].sort((a, b) => Number(a) - Number(b)),
    });
  });

  it('tutoring-75 is how often it was fetched, and when last', async () => {
    expect(file.access).toMatchObject({ downloadCount: 0, lastAccessedAt: null });
    for (const range of ['bytes=0-', 'bytes=100-', 'bytes=0-9']) {
      await bytesOf(await scene.download(file.id, scene.tutor, { range }));
    }
    const { access } = await scene.fileInfo(file.id);
    expect(access).toMatchObject({
      downloadCount: 2,
      lastAccessedAt: expect.stringMatching(INSTANT),
    });
  });

  it('tutoring-76 is three thumbnails of a picture, with their addresses and dimensions', async () => {
    const sizes = (file.thumbnails as Wire[]).map(({ size, dimensions }) => [size, dimensions]);
    expect(sizes).toEqual([
      ['small', '150x113'],
      ['medium', '480x360'],
      ['large', '1280x960'],
    ]);
    for (const { url, dimensions } of file.thumbnails as Wire[]) {
      const { width, height } = await sharp(await bytesOf(await scene.get(url))).metadata();
      expect(`${width}x${height}`).toBe(dimensions);
    }
  });

  it('tutoring-77 is when it came and changed; a deleted one is found no more', async () => {
    expect(file).toMatchObject({
      createdAt: expect.stringMatching(INSTANT),
      updatedAt: expect.stringMatching(INSTANT),
      deletedAt: null,
    });
    const path = `/api/conversations/${scene.conversationId}/messages/${message.id}`;
    expect((await system.call('DELETE', path, { as: scene.student })).status).toBe(200);
    expect((await scene.download(file.id)).status).toBe(404);
  });
});

describe('the upload', () => {
  it('tutoring-116 takes a form with the file, a description and what it answers', async () => {
    const path = `/api/conversations/${scene.conversationId}/messages`;
    const said = { type: 'text', content: { text: 'Mana bab 3?' } };
    const asked = await system.call('POST', path, { as: scene.tutor, body: said });
    const fields = { description: 'Ini dia', replyTo: asked.body.data.message.id as string };
    const message = await scene.uploadForMessage({ ...thesis(), fields });
    expect(message).toMatchObject({ content: { text: 'Ini dia' }, replyTo: fields.replyTo });
  });

  it('tutoring-117 answers with the message, its file and the finished upload', async () => {
    const { status, body } = await scene.upload(thesis());
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

  it('tutoring-118 says `File uploaded successfully`', async () => {
    expect((await scene.upload(thesis())).body.message).toBe('File uploaded successfully');
  });

  it('tutoring-133 takes eight types; three of videos only once they are switched on', async () => {
    const made: Record<string, Buffer> = {
      '.pdf': pdf(),
      '.docx': docx(),
      '.pptx': pptx(),
      '.txt': Buffer.from('Catatan bab 3'),
      '.jpg': await picture(),
      '.jpeg': await picture(),
      '.png': await picture({ format: 'png' }),
      '.gif': await picture({ format: 'gif', width: 64, height: 64 }),
    };
    for (const [type, bytes] of Object.entries(made)) {
      expect((await scene.upload({ name: `a${type}`, bytes })).status).toBe(201);
    }
    for (const type of ['.mp4', '.mov', '.avi']) {
      expect(await scene.rejection(`a${type}`, pdf())).toEqual([
        415,
        `file type ${type} is not allowed`,
      ]);
    }
  });

  it('tutoring-134 takes 10 * 1024 * 1024 bytes and not one more', async () => {
    expect((await scene.upload({ name: 'a.pdf', bytes: pdfOf(MAX) })).status).toBe(201);
    expect((await scene.upload({ name: 'a.pdf', bytes: pdfOf(MAX + 1) })).status).toBe(413);
  });

  it('tutoring-135 checks a file before it is kept: `Invalid file type or size`', async () => {
    const rows = await scene.rowCounts();
    const [status, message] = await scene.rejection('a.pdf', Buffer.from('no pdf at all'));
    expect([status, message]).toEqual([422, expect.stringMatching(/^Invalid file type or size: /)]);
    expect(await scene.rowCounts()).toEqual(rows);
  });

  it('tutoring-137 takes description and replyTo as empty texts, as a form sends them', async () => {
    const message = await scene.uploadForMessage({
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
    fileId = await scene.uploadForId({ name: 'thesis_chapter_3.pdf', bytes });
  });

  it('tutoring-119 is at GET /api/files/:id/download, with a token', async () => {
    expect((await fetch(`${system.url}/api/files/${fileId}/download`)).status).toBe(401);
    expect((await scene.download(fileId)).status).toBe(200);
  });

  it('tutoring-120 says what it is, how it is called and how long it is', async () => {
    const { headers } = await scene.download(fileId);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe('attachment; filename="thesis_chapter_3.pdf"');
    expect(headers.get('content-length')).toBe(String(bytes.length));
  });

  it('tutoring-121 says that the scan found it clean', async () => {
    expect((await scene.download(fileId)).headers.get('x-file-scan-status')).toBe('clean');
  });

  it('tutoring-122 is the bytes themselves, or the range that is asked for', async () => {
    expect((await bytesOf(await scene.download(fileId))).equals(bytes)).toBe(true);
    const part = await scene.download(fileId, scene.tutor, { range: 'bytes=65530-140000' });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      'bytes 65530-140000/200000',
    ]);
    expect((await bytesOf(part)).equals(bytes.subarray(65_530, 140_001))).toBe(true);
    const beyond = await scene.download(fileId, scene.tutor, { range: 'bytes=200000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */200000']);
  });
});
