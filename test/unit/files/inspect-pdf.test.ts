import { PDFDocument } from '@cantoo/pdf-lib';
import { deflateSync } from 'node:zlib';
import { inspectPdf } from '../../../src/files/scanning/inspect-pdf';
import { EICAR, packedPdf, pdf, pdfObject } from '../../support/fixtures/sample-files';

const SCRIPT = '<< /S /JavaScript /JS (app.alert(1)) >>';
const HARMLESS = '<< /Type /Annot /Subtype /Link >>';

const inspected = async (bytes: Buffer): Promise<string> => (await inspectPdf(bytes)) ?? 'clean';

describe('a PDF', () => {
  it.each([
    [
      'a link whose address ends in JavaScript',
      '<< /S /URI /URI (https://x.test/Web/JavaScript) >>',
    ],
    ['a link to a launch', '<< /S /URI /URI (https://x.test/launch-layanan-konseling) >>'],
    ['a font named JS', '<< /Font << /JS 4 0 R /Launch 4 0 R >> >>'],
    ['text about /S /JavaScript', '(a dictionary << /S /JavaScript >> is a script)'],
    ['a form', '<< /FT /Tx /Subtype /Widget /T (name) >>'],
    ['a link to another document', '<< /S /Launch /F (chapter-2.pdf) >>'],
    ['a link to a document inside a folder', '<< /S /Launch /F (more/chapter-2.pdf) >>'],
    ['an attached letter', '<< /Type /Filespec /F (letter.txt) /EF << /F 4 0 R >> >>'],
  ])('is accepted with %s', async (_, value) => {
    expect(await inspected(pdf(pdfObject(value)))).toBe('clean');
    expect(await inspected(packedPdf(value))).toBe('clean');
  });

  it.each([
    ['a script', SCRIPT, 'Pdf.JavaScript'],
    ['a script with an escaped name', '<< /S /J#61vaScript >>', 'Pdf.JavaScript'],
    ['a script deep inside', `<< /A [ << /B ${SCRIPT} >> ] >>`, 'Pdf.JavaScript'],
    ['a program that is started', '<< /S /Launch /F (cmd.exe) >>', 'Pdf.Launch'],
    [
      'a program behind a document',
      '<< /S /Launch /F (a.pdf) /Win << /F (cmd.exe) >> >>',
      'Pdf.Launch',
    ],
    ['a document on another machine', '<< /S /Launch /F (\\\\\\\\host\\\\a.pdf) >>', 'Pdf.Launch'],
    ['a program inside a folder', '<< /S /Launch /F (more/a.exe) >>', 'Pdf.Launch'],
    ['a document of the machine', '<< /S /Launch /F (//host/a.pdf) >>', 'Pdf.Launch'],
    ['a file that is opened', '<< /S /Launch /F (notes.txt) >>', 'Pdf.OtherFile'],
    ['a film', '<< /Type /Annot /Subtype /RichMedia >>', 'Pdf.RichMedia'],
    ['an attached program', '<< /F (a.exe) /EF << /F 4 0 R >> >>', 'Pdf.Program'],
    ['a virus as text', `(${EICAR.replace(/[()\\]/g, '\\$&')})`, 'Eicar-Test-Signature'],
  ])('is rejected with %s, packed or not', async (_, value, threat) => {
    expect(await inspected(pdf(pdfObject(value)))).toBe(threat);
    expect(await inspected(packedPdf(value))).toBe(threat);
  });

  it('is rejected with a program attached under another name', async () => {
    const program = deflateSync('MZ program').toString('latin1');
    const dictionary = `/Type /EmbeddedFile /Filter /FlateDecode /Length ${program.length}`;
    const stream = `<< ${dictionary} >>\nstream\n${program}\nendstream`;
    expect(await inspected(pdf(pdfObject(stream)))).toBe('Pdf.Program');
  });

  const OBJECTS = '/Type /ObjStm /N 1 /First 4';
  it.each([
    ['entries in another order', '/First 4 /Filter [/FlateDecode] /N 1 /Type /ObjStm'],
    ['an escaped filter key', `${OBJECTS} /F#69lter /FlateDecode`],
    ['an escaped type', '/Type /#4FbjStm /N 1 /First 4 /Filter /FlateDecode'],
    ['a comment', `${OBJECTS} % 1 0 obj <<\n/Filter /FlateDecode`],
    ['padding', `/Filter /FlateDecode${' '.repeat(3_000)}${OBJECTS}${' '.repeat(3_000)}`],
  ])('hides no script in packed objects with %s', async (_, dictionary) => {
    expect(await inspected(packedPdf(HARMLESS, dictionary))).toBe('clean');
    expect(await inspected(packedPdf(SCRIPT, dictionary))).toBe('Pdf.JavaScript');
  });

  it('hides no script behind two filters', async () => {
    const dictionary = `${OBJECTS} /Filter [/ASCIIHexDecode /FlateDecode]`;
    const pack = (bytes: Buffer): Buffer => Buffer.from(`${deflateSync(bytes).toString('hex')}>`);
    expect(await inspected(packedPdf(SCRIPT, dictionary, pack))).toBe('Pdf.JavaScript');
  });

  it.each([
    ['an unknown filter', `${OBJECTS} /Filter /Crypt`],
    ['a filter that does not fit', `${OBJECTS} /Filter /LZWDecode`],
  ])('is damaged when its packed objects cannot be read: %s', async (_, dictionary) => {
    expect(await inspected(packedPdf(SCRIPT, dictionary))).toBe('Pdf.Broken');
  });

  it('is accepted when its encryption only restricts printing, and locked with a password', async () => {
    expect(await inspected(await encryptedPdf({ ownerPassword: 'owner' }))).toBe('clean');
    const script = await encryptedPdf({ ownerPassword: 'owner' }, 'app.alert(1)');
    expect(await inspected(script)).toBe('Pdf.JavaScript');
    const locked = await encryptedPdf({ ownerPassword: 'owner', userPassword: 'secret' });
    expect(await inspected(locked)).toBe('Pdf.Encrypted');
  });

  it('is rejected when it is nested without end', async () => {
    expect(await inspected(pdf(pdfObject('['.repeat(1_000_000))))).toBe('Pdf.Broken');
  });
});

/** With what its reader needs to open it, and a script on opening. */
async function encryptedPdf(
  passwords: { ownerPassword: string; userPassword?: string },
  script?: string,
): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage();
  if (script !== undefined) document.addJavaScript('open', script);
  document.encrypt({ ...passwords, permissions: { printing: false } });
  return Buffer.from(await document.save());
}
