import { createHash } from 'node:crypto';
import { decryptFileHash } from '../../../src/files/file-hash';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { docx, EICAR, pdf, pdfOf, picture } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const MAX = 10 * 1024 * 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument';

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

describe('the file service', () => {
  it('tutoring-145 checks, names, hashes, scans, stores and records, in this order', async () => {
    // Each fault is reported before the later ones.
    const big = Buffer.concat([Buffer.from(EICAR), pdfOf(MAX)]);
    expect((await fixture.rejection('a.exe', big))[0]).toBe(413);
    expect((await fixture.rejection('a.exe', Buffer.from(EICAR)))[1]).toBe(
      'file type .exe is not allowed',
    );
    expect((await fixture.rejection('a.pdf', Buffer.from(EICAR)))[1]).toMatch(
      /^Invalid file type or size/,
    );
    expect((await fixture.rejection('a.pdf', pdf(EICAR)))[1]).toMatch(/^file contains malware/);
    const found = await fixture.storedFile(await fixture.uploadForId(thesis()));
    const { created_at: began, stored_at: stored, storage_key: key } = found;
    expect(stored >= began).toBe(true);
    expect((await readFile(fixture.storagePath(key))).length).toBeGreaterThan(found.size);
  });

  it('tutoring-146 rejects large files: `file size exceeds maximum limit of 10MB`', async () => {
    expect(await fixture.rejection('a.pdf', pdfOf(MAX + 1))).toEqual([
      413,
      'file size exceeds maximum limit of 10MB',
    ]);
  });

  it('tutoring-147 compares types in lower case', async () => {
    expect((await fixture.upload({ name: 'BAB3.PDF', bytes: pdf() })).status).toBe(201);
    const { fileType } = (await fixture.uploadForMessage({ name: 'a.DocX', bytes: docx() })).content
      .fileInfo;
    expect(fileType).toBe(`${OFFICE}.wordprocessingml.document`);
  });

  it('tutoring-148 rejects other types: `file type {ext} is not allowed`', async () => {
    expect(await fixture.rejection('a.EXE', pdf())).toEqual([415, 'file type .exe is not allowed']);
  });

  it('tutoring-149 hashes with SHA-256 while receiving', async () => {
    const { name, bytes } = thesis();
    const { sha256 } = await fixture.storedFile(await fixture.uploadForId({ name, bytes }));
    const expected = createHash('sha256').update(bytes).digest();
    expect((await decryptFileHash(fixture.system.context.files, sha256)).equals(expected)).toBe(
      true,
    );
  });

  it('tutoring-150 rejects malware by name and stores nothing of it', async () => {
    const before = [await fixture.rowCounts(), await fixture.filesOnDisk()];
    expect(await fixture.rejection('a.txt', Buffer.from(EICAR))).toEqual([
      422,
      'file contains malware: Eicar-Test-Signature',
    ]);
    expect([await fixture.rowCounts(), await fixture.filesOnDisk()]).toEqual(before);
  });

  it("tutoring-151 stores under 16 bytes in hex and the extension, never under a client's name", async () => {
    const names = [
      '../../../etc/passwd.pdf',
      'C:\\Windows\\system32\\a.pdf',
      'a\r\nX: y.pdf',
      '.pdf',
    ];
    const keys: string[] = [];
    const fileNames: string[] = [];
    for (const name of names) {
      const message = await fixture.uploadForMessage({ name, bytes: pdf('', 64) });
      fileNames.push(message.content.fileInfo.fileName);
      keys.push((await fixture.storedFile(message.content.fileInfo.fileId)).storage_key);
    }
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}\.pdf$/);
    expect(new Set(keys).size).toBe(names.length);
    for (const name of fileNames) expect(name).not.toMatch(/[/\\\r\n:]|\.\./);
  });

  it('tutoring-152 records name, size, type, hash and storage', async () => {
    const { name, bytes } = thesis();
    const fileId = await fixture.uploadForId({ name, bytes });
    expect(await fixture.storedFile(fileId)).toMatchObject({
      size: bytes.length,
      mime_type: 'application/pdf',
      provider: 'local',
      bucket: null,
      storage_key: expect.stringMatching(/\.pdf$/),
    });
    const { originalFileName, storage } = await fixture.fileInfo(fileId);
    expect([originalFileName, storage.url]).toEqual([name, `/api/files/${fileId}/download`]);
  });

  it('tutoring-153 records that a file is clean, by which scanner and when, and encrypted (C-29)', async () => {
    const found = await fixture.storedFile(await fixture.uploadForId(thesis()));
    expect(found).toMatchObject({ scan_status: 'clean', scan_result: { judge: 'built-in' } });
    expect(found.scanned_at.getTime()).toBeLessThanOrEqual(Date.now());
    // Encrypted, the name included, unlike in the document (C-29).
    const encrypted = await readFile(fixture.storagePath(found.storage_key));
    expect(encrypted.includes('%PDF')).toBe(false);
    expect(found.name.includes('thesis')).toBe(false);
  });

  it('tutoring-176 creates thumbnails and has configurable limits for larger documents', async () => {
    const wide = await fixture.fileInfo(
      await fixture.uploadForId({
        name: 'a.png',
        bytes: await picture({ width: 3_000, height: 100 }).then((jpeg) =>
          sharp(jpeg).png().toBuffer(),
        ),
      }),
    );
    const dimensions = wide.thumbnails.map((one) => one.dimensions);
    expect(dimensions).toEqual(['150x5', '480x16', '1280x43']);
  });
});
