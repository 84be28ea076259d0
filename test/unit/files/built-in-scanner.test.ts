import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';
import { builtInScanner } from '../../../src/files/scanning/built-in-scanner';
import type { Finding } from '../../../src/files/scanning/file-scanner';
import type { FileSource } from '../../../src/files/storage/scratch-folder';
import { docx, packedPdf, pdf } from '../../support/fixtures/sample-files';

const PIECE = 64 * 1024;

function sourceOf(bytes: Buffer): FileSource {
  return {
    size: bytes.length,
    read: (start = 0, end = bytes.length) => Readable.from(inPieces(bytes.subarray(start, end))),
  };
}

function* inPieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

const scan = (source: FileSource, extension: string): Promise<Finding> =>
  builtInScanner.scan(source, { extension, signal: AbortSignal.timeout(20_000) });

const found = async (bytes: Buffer, extension = '.pdf'): Promise<string> => {
  const finding = await scan(sourceOf(bytes), extension);
  return finding.clean ? 'clean' : finding.threat;
};

const SCRIPT = '1 0 << /S /JavaScript >>';
const HARMLESS = '1 0 << /Type /Font >>';

/** A PDF with an object stream and this dictionary. */
function pdfWithStream(dictionary: string, objects: string, begin = '9 0 obj\n'): Buffer {
  const head = `%PDF-1.5\n${begin}<< ${dictionary} >>\nstream\n`;
  const tail = '\nendstream\nendobj\n%%EOF\n';
  return Buffer.concat([Buffer.from(head), deflateSync(objects), Buffer.from(tail)]);
}

describe('packed objects of a PDF', () => {
  it.each([
    '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length 9',
    '/Filter[/FlateDecode]/DecodeParms[null]/First 4/Length 12 0 R/N 1/Type/ObjStm',
    '/Extends 3 0 R\r\n/Filter/FlateDecode /First 4 /Length 9 /N 1 /Type/ObjStm',
  ])('are scanned: %s', async (dictionary) => {
    expect(await found(pdfWithStream(dictionary, HARMLESS))).toBe('clean');
    expect(await found(pdfWithStream(dictionary, SCRIPT))).toBe('Pdf.JavaScript');
  });

  it('are scanned anywhere in the file', async () => {
    const [harmless, script] = [packedPdf(HARMLESS), packedPdf(SCRIPT)].map((one) =>
      one.subarray('%PDF-1.5'.length),
    );
    for (const size of [PIECE - 2_200, PIECE - 1_100, PIECE - 60, PIECE - 30, PIECE - 9]) {
      const before = [pdf('', size), ...Array<Buffer | undefined>(20).fill(harmless)];
      const all = [...before, script].map((one) => one ?? Buffer.alloc(0));
      expect(await found(Buffer.concat(all.slice(0, -1)))).toBe('clean');
      expect(await found(Buffer.concat(all))).toBe('Pdf.JavaScript');
    }
  });

  it.each([
    ['another filter', '/Type /ObjStm /N 1 /Filter /LZWDecode'],
    ['two filters', '/Type /ObjStm /Filter [/FlateDecode /ASCIIHexDecode]'],
    ['a filter named elsewhere', '/Type /ObjStm /Filter 7 0 R'],
    ['a filter within a dictionary', '/Filter /LZWDecode /DecodeParms << >> /Type /ObjStm'],
    ['a filter named twice', '/Filter /FlateDecode /Type /ObjStm /Filter /LZWDecode'],
    ['an escaped filter key', '/Type /ObjStm /F#69lter /FlateDecode'],
    ['a predictor', '/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>'],
    ['an escaped type name', '/Type /#4FbjStm /Filter /FlateDecode'],
    ['a comment', '/Filter /LZWDecode % 1 0 obj <<\n/Type /ObjStm'],
    ['a text', '/Filter /LZWDecode /X (\n1 0 obj <<) /Type /ObjStm'],
    ['padding before', `/Filter /FlateDecode${' '.repeat(3_000)}/Type /ObjStm`],
    ['padding after', `/Type /ObjStm /Filter /FlateDecode${' '.repeat(3_000)}`],
  ])('are rejected when they cannot be scanned: %s', async (_, dictionary) => {
    expect(await found(pdfWithStream(dictionary, SCRIPT))).toBe('Pdf.HiddenObjects');
  });

  it('are rejected in an encrypted file, which is accepted without them', async () => {
    const packed = packedPdf(HARMLESS);
    expect(await found(Buffer.concat([packed, Buffer.from('%/Encrypt 5 0 R\n')]))).toBe(
      'Pdf.HiddenObjects',
    );
    expect(await found(pdf('trailer << /Encrypt 5 0 R >>'))).toBe('clean');
  });

  it('are rejected when their type is packed elsewhere', async () => {
    expect(await found(packedPdf('5 0 /ObjStm'))).toBe('Pdf.HiddenObjects');
  });

  it('are rejected above the limit', async () => {
    expect(await found(pdf('/ObjStm'.repeat(1_000_000)))).toBe('Pdf.Bomb');
  });
});

describe('document with endless repetition', () => {
  it('is scanned in linear time', async () => {
    const parts: Record<string, string> = {};
    for (const word of ['attachedTemplate" ', 'TargetMode="External" ', 'TargetMode ']) {
      for (const n of [1, 2]) parts[`word/${n}${word[0]}${word.length}.xml`] = word.repeat(150_000);
    }
    expect(await found(docx(parts), '.docx')).toBe('clean');
  });

  it.each([
    '<R Type="x/attachedTemplate" Target="http://x.test" TargetMode="External"/>',
    `<R TargetMode = 'External' Target='http://x.test/>' Type='x/attachedTemplate'/>`,
  ])('is rejected when it fetches its template: %s', async (relation) => {
    const parts = { 'word/a.rels': relation };
    expect(await found(docx(parts), '.docx')).toBe('Office.ExternalTemplate');
  });

  it('is accepted when the template is its own', async () => {
    const own = '<R Type="x/attachedTemplate" Target="a.dotx"/><R TargetMode="External"/>';
    expect(await found(docx({ 'word/a.rels': own }), '.docx')).toBe('clean');
  });
});

describe('unreadable file', () => {
  const fault = Object.assign(new Error('too many open files'), { code: 'EMFILE' });

  it.each([
    ['.pdf', packedPdf(HARMLESS)],
    ['.docx', docx()],
  ])('rejects the scan: %s', async (extension, bytes) => {
    const whole = sourceOf(bytes);
    let reads = 0;
    const failing = (at: number): FileSource => ({
      ...whole,
      read: (start, end) =>
        (reads += 1) < at
          ? whole.read(start, end)
          : new Readable({ read: (): void => undefined }).destroy(fault),
    });
    await scan(failing(Infinity), extension);
    const needed = reads;
    expect(needed).toBeGreaterThan(1);
    for (let at = 1; at <= needed; at += 1) {
      reads = 0;
      await expect(scan(failing(at), extension)).rejects.toThrow('too many open files');
    }
  });
});
