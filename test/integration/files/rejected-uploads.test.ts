import { connect } from 'node:net';
import { FileFixture } from '../../support/fixtures/file-fixture';
import type { FileOptions } from '../../support/fixtures/file-fixture';
import {
  docx,
  EICAR,
  packedPdf,
  pdf,
  pdfObject,
  pdfOf,
  picture,
  pixelBomb,
  zip,
} from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const MAX = 10 * 1024 * 1024;

let system: TestSystem;
let fixture: FileFixture;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = await FileFixture.create(system);
});
afterAll(() => system.stop());

async function expectNothingLeft(): Promise<void> {
  expect(await fixture.rowCounts()).toEqual({ blobs: 0, files: 0 });
  expect(await fixture.filesOnDisk()).toEqual({ scratch: [], stored: [] });
  expect(await system.query('SELECT 1 FROM messages')).toEqual([]);
}

async function expectRefused(file: FileOptions, status: number, message: string | RegExp) {
  const response = await fixture.upload(file);
  expect(response.body).toMatchObject({ success: false, statusCode: status });
  expect(response.status).toBe(status);
  if (typeof message === 'string') expect(response.body.message).toBe(message);
  else expect(response.body.message).toMatch(message);
  await expectNothingLeft();
}

const macros = docx({ 'word/vbaProject.bin': 'x' });
const MISMATCH = /^Invalid file type or size: the content is not that of a /;

/** Packed before the first request: meanwhile the server would close idle connections. */
const archiveBomb = docx({ 'word/media/zeros.bin': Buffer.alloc(64 * 1024 * 1024) });

describe('a rejected upload leaves nothing behind', () => {
  it.each([
    ['program.exe', '.exe'],
    ['film.mp4', '.mp4'],
    ['archive.pdf.zip', '.zip'],
    ['PAGE.HTML', '.html'],
    ['picture.svg', '.svg'],
  ])('type not allowed: %s', (name, extension) =>
    expectRefused({ name, bytes: pdf() }, 415, `file type ${extension} is not allowed`),
  );

  it('no extension', () =>
    expectRefused({ name: 'README', bytes: pdf() }, 415, 'file type (unknown) is not allowed'));

  it.each([MAX + 1, MAX + 200_000, MAX + 2_000_000])('too large: %i bytes', (size) =>
    expectRefused(
      { name: 'big.pdf', bytes: pdfOf(size) },
      413,
      'file size exceeds maximum limit of 10MB',
    ),
  );

  it.each([
    ['as text', 'a.txt', Buffer.from(EICAR)],
    ['in a document', 'a.docx', docx({ 'word/media/a.bin': EICAR })],
    ['in an archive within', 'a.docx', docx({ 'word/a.xlsx': zip({ 'a.txt': EICAR }) })],
    ['in a PDF', 'a.pdf', pdf(EICAR)],
  ])('infected, %s', (_, name, bytes) =>
    expectRefused({ name, bytes }, 422, 'file contains malware: Eicar-Test-Signature'),
  );

  it.each([
    ['a program', 'a.docx', docx({ 'word/a.dat': 'MZ program' }), 'Archive.Program'],
    ['a launch', 'a.pdf', pdf(pdfObject('<< /S /Launch /F (cmd.exe) >>')), 'Pdf.Launch'],
    ['two natures', 'a.pdf', Buffer.concat([pdf(), zip({ a: 'b' })]), 'Polyglot.Archive'],
  ])('contains %s', (_, name, bytes, threat) =>
    expectRefused({ name, bytes }, 422, `file contains malware: ${threat}`),
  );

  it.each([
    ['macros', 'a.docx', macros, /^The file contains a script/],
    ['a script', 'a.pdf', pdf(pdfObject('<< /S /JavaScript >>')), /^The file contains a script/],
    ['a packed script', 'a.pdf', packedPdf('<< /S /JavaScript >>'), /^The file contains a script/],
    [
      'a link to a file',
      'a.pdf',
      pdf(pdfObject('<< /S /Launch /F (...) >>')),
      /^The file contains a script/,
    ],
    ['a way out', 'a.docx', docx({ '../../etc/passwd': 'x' }), /^The file is damaged/],
    ['half a PDF', 'a.pdf', pdf('', 500).subarray(0, 300), /^The file is damaged/],
  ])('contains %s, and is not called malware', (_, name, bytes, message) =>
    expectRefused({ name, bytes }, 422, message),
  );

  it('archive bomb', async () => {
    expect(archiveBomb.length).toBeLessThan(200_000);
    await expectRefused(
      { name: 'a.docx', bytes: archiveBomb },
      422,
      'file contains malware: Archive.Bomb',
    );
  });

  it('pixel bomb', () =>
    expectRefused(
      { name: 'a.png', bytes: pixelBomb(30_000) },
      422,
      /^Invalid file type or size: the picture has more than 25 million pixels/,
    ));

  it('image that is also an HTML page', async () => {
    const bytes = Buffer.concat([await picture(), Buffer.from('<script>alert(1)</script>')]);
    await expectRefused({ name: 'a.jpg', bytes }, 422, 'file contains malware: Polyglot.Script');
  });

  it('truncated image', async () => {
    const bytes = (await picture()).subarray(0, 900);
    await expectRefused({ name: 'a.jpg', bytes }, 422, /^Invalid file type or size: the picture/);
  });

  it.each([
    ['a program', 'a.pdf', Buffer.from('MZ\x90\x00'.repeat(64))],
    ['a page', 'a.png', Buffer.from('<html><script>alert(1)</script></html>')],
    ['an archive', 'a.docx', zip({ 'readme.txt': 'no document' })],
    ['a PDF', 'a.txt', pdf()],
    ['bytes', 'a.txt', Buffer.from([0, 1, 2, 3, 255])],
    ['another picture', 'a.gif', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ])('content does not match the extension: %s', (_, name, bytes) =>
    expectRefused({ name, bytes, type: 'application/pdf' }, 422, MISMATCH),
  );

  it('empty file', () =>
    expectRefused({ name: 'a.pdf', bytes: Buffer.alloc(0) }, 422, /the file is empty/));

  it('missing file', async () => {
    const body = new FormData();
    body.set('description', 'Halo');
    const path = `/api/conversations/${fixture.conversationId}/upload`;
    const response = await system.call('POST', path, { as: fixture.student, body });
    expect(response.status).toBe(400);
    expect(response.body.message).toMatch(/no file in the request/);
    const json = await system.call('POST', path, { as: fixture.student, body: { file: 'x' } });
    expect(json.status).toBe(415);
  });

  it('client disconnected during the upload', async () => {
    await sendPart({ more: 'Content-Length: 9000000', thenLeave: true });
    await waitFor('an empty scratch folder', async () => {
      return (await fixture.filesOnDisk()).scratch.length === 0;
    });
    await expectNothingLeft();
  });

  it('form ends prematurely', async () => {
    const reply = await sendPart({ more: 'Content-Length: 4000', thenLeave: false });
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(reply).toMatch(/upload was interrupted/);
    await expectNothingLeft();
  });
});

/** Start of an upload: a form of 4000 bytes that never ends, or less than announced. */
function sendPart({ more, thenLeave }: { more: string; thenLeave: boolean }): Promise<string> {
  const { hostname, port } = new URL(system.url);
  const start =
    '--border\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4 ';
  const body = start.padEnd(4_000, 'x');
  const head = [
    `POST /api/conversations/${fixture.conversationId}/upload HTTP/1.1`,
    'Host: x',
    `Authorization: Bearer ${fixture.student.token}`,
    'Content-Type: multipart/form-data; boundary=border',
    more,
    'Connection: close',
  ].join('\r\n');
  return new Promise((resolve, reject) => {
    const chunks: string[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${head}\r\n\r\n${body}`);
      if (!thenLeave) return;
      waitFor('a file on its way', async () => (await fixture.filesOnDisk()).scratch.length > 0)
        .then(() => socket.destroy())
        .then(() => resolve(''), reject);
    });
    socket.on('data', (data) => chunks.push(data.toString()));
    socket.once('end', () => resolve(chunks.join('')));
    socket.once('error', reject);
  });
}
