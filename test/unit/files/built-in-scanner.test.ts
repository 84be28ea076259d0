import { Readable } from 'node:stream';
import { createBuiltInScanner } from '../../../src/files/scanning/built-in-scanner';
import type { Finding } from '../../../src/files/scanning/file-scanner';
import type { FileSource } from '../../../src/files/storage/scratch-folder';
import { docx } from '../../support/fixtures/sample-files';

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
  createBuiltInScanner().scan(source, { extension, signal: AbortSignal.timeout(20_000) });

const found = async (bytes: Buffer, extension: string): Promise<string> => {
  const finding = await scan(sourceOf(bytes), extension);
  return finding.clean ? 'clean' : finding.threat;
};

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

  it.each([
    '<R Type="x/attachedTemplate" Target="a.dotx"/><R TargetMode="External"/>',
    '<R Type="x/attachedTemplate" Target="file:///C:\\Users\\a\\Normal.dotm" TargetMode="External"/>',
  ])('is accepted when the template is its own: %s', async (own) => {
    expect(await found(docx({ 'word/a.rels': own }), '.docx')).toBe('clean');
  });

  it('is accepted with the word macroEnabled in its text, rejected with macros', async () => {
    const text = { 'word/document.xml': '<w:t>application/vnd.ms-word.macroEnabled</w:t>' };
    expect(await found(docx(text), '.docx')).toBe('clean');
    const types = `<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>`;
    expect(await found(docx({ '[Content_Types].xml': types }), '.docx')).toBe('Office.Macro');
  });

  it('is accepted with an embedded formula, rejected with an embedded program', async () => {
    const embedded = (name: string): Buffer =>
      docx({ 'word/embeddings/oleObject1.bin': Buffer.from(name, 'utf16le') });
    expect(await found(embedded('Equation Native'), '.docx')).toBe('clean');
    expect(await found(embedded('\u0001Ole10Native'), '.docx')).toBe('Office.EmbeddedProgram');
    expect(await found(embedded('_VBA_PROJECT'), '.docx')).toBe('Office.Macro');
  });
});

describe('unreadable file', () => {
  const fault = Object.assign(new Error('too many open files'), { code: 'EMFILE' });

  it.each([['.docx', docx()]])('rejects the scan: %s', async (extension, bytes) => {
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
