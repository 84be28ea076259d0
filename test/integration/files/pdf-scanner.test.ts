import { Readable } from 'node:stream';
import { constants, deflateRawSync } from 'node:zlib';
import { PdfScanner } from '../../../src/files/scanning/pdf-scanner';
import type { FileSource } from '../../../src/files/storage/scratch-folder';
import { packedPdf, pdf, pdfObject } from '../../support/fixtures/sample-files';

function sourceOf(bytes: Buffer): FileSource {
  return {
    size: bytes.length,
    read: (start = 0, end = bytes.length) => Readable.from([bytes.subarray(start, end)]),
  };
}

const MINUTE = 60_000;

const scanner = new PdfScanner();

describe('the process that inspects a PDF', () => {
  it('ends when the file unpacks beyond its memory', async () => {
    const megabyte = deflateRawSync(Buffer.alloc(1_048_576), {
      finishFlush: constants.Z_FULL_FLUSH,
    });
    const blocks = Array<Buffer>(4_096).fill(megabyte);
    const bomb = Buffer.concat([Buffer.from([0x78, 0x9c]), ...blocks, Buffer.from([3, 0])]);
    const dictionary = '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode';
    const bytes = packedPdf('', dictionary, () => bomb);
    expect(bytes.length).toBeLessThan(10 * 1024 * 1024);
    const finding = await scanner.scan(sourceOf(bytes), AbortSignal.timeout(MINUTE));
    expect(finding).toEqual({ clean: false, threat: 'Pdf.Bomb' });
  }, 90_000);

  it('inspects one file after the other', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error): number => warnings.push(name);
    process.on('warning', onWarning);
    for (const size of [0, 3_000_000, ...Array<number>(12).fill(10)]) {
      expect(await scanner.scan(sourceOf(pdf('', size)), AbortSignal.timeout(MINUTE))).toEqual({
        clean: true,
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
    const script = sourceOf(pdf(pdfObject('<< /S /JavaScript >>')));
    expect(await scanner.scan(script, AbortSignal.timeout(MINUTE))).toEqual({
      clean: false,
      threat: 'Pdf.JavaScript',
    });
  }, 90_000);

  it('gives up when the upload does', async () => {
    const scanned = scanner.scan(sourceOf(pdf('', 5_000_000)), AbortSignal.timeout(20));
    await expect(scanned).rejects.toThrow('timeout');
  });

  it('starts no inspection when the upload ends just before', async () => {
    const upload = new AbortController();
    let reads = 0;
    async function* read(): AsyncGenerator<Buffer> {
      reads += 1;
      yield await Promise.resolve(pdf());
      upload.abort(new Error('the upload has ended'));
    }
    const source: FileSource = { size: pdf().length, read: () => Readable.from(read()) };
    await expect(scanner.scan(source, upload.signal)).rejects.toThrow('the upload has ended');
    expect(reads).toBe(1);
  });

  it('rejects when the file cannot be read, which is no threat', async () => {
    const fault = Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    const whole = sourceOf(pdf());
    let reads = 0;
    const source: FileSource = {
      ...whole,
      read: (start, end) =>
        (reads += 1) === 1
          ? whole.read(start, end)
          : new Readable({ read: () => undefined }).destroy(fault),
    };
    await expect(scanner.scan(source, AbortSignal.timeout(MINUTE))).rejects.toThrow(
      'too many open files',
    );
    expect(reads).toBe(2);
  });
});
