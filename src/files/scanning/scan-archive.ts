import { RandomAccessReader, fromBufferPromise, fromRandomAccessReaderPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import type { Readable } from 'node:stream';
import { CLEAN, isSystemError, threat } from './file-scanner';
import type { Finding } from './file-scanner';
import { ANY_FILE_PATTERNS, findPattern, PROGRAM_FILE, PROGRAM_NAME } from './find-patterns';
import type { Pattern } from './find-patterns';
import type { FileSource } from '../storage/scratch-folder';

/*
 * Office documents are zip archives. Entries are unpacked and measured, because the directory may
 * be forged; a file beyond limits that no legitimate document reaches is reported as an archive
 * bomb.
 */

const MAX_ENTRIES = 5_000;
const MAX_BYTES = 256 * 1024 * 1024;
/** Compression ratio; entries below `RATIO_EXEMPT_BYTES` are exempt. */
const MAX_RATIO = 200;
const RATIO_EXEMPT_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 2;
const MAX_NESTED_BYTES = 4 * 1024 * 1024;

const ARCHIVE = 'PK\x03\x04';

const DANGEROUS_ENTRIES: readonly Pattern[] = [
  { threat: 'Office.Macro', expression: /(^|\/)vba(Project|Data)[^/]*$/i },
  { threat: 'Office.ActiveX', expression: /(^|\/)activeX\//i },
  { threat: 'Archive.Program', expression: PROGRAM_NAME },
];

/** Names in an OLE file are UTF-16. */
const utf16 = (name: string): string => [...name].join('\\x00');

const CONTENT_TYPES: readonly Pattern[] = [
  { threat: 'Office.Macro', expression: /ContentType\s*=\s*["'][^"'<]*macroEnabled/i },
];

const ENTRY_PATTERNS: readonly Pattern[] = [
  ...ANY_FILE_PATTERNS,
  // Word would load macros from there. A template on the author's own disk is harmless.
  {
    threat: 'Office.ExternalTemplate',
    expression:
      /<(?=[^<]*attachedTemplate["'])(?=[^<]*TargetMode\s*=\s*["']External["'])(?=[^<]*\bTarget\s*=\s*["'](?:https?:|ftp:|\\\\|file:[\\/]{4}|file:[\\/]{2}[^\\/]))/i,
  },
];

/** Formulas and charts are embedded as OLE files as well. */
const OLE_PATTERNS: readonly Pattern[] = [
  { threat: 'Office.EmbeddedProgram', expression: new RegExp(utf16('Ole10Native')) },
  { threat: 'Office.Macro', expression: new RegExp(utf16('_VBA_PROJECT')) },
];

function patternsOf(fileName: string): readonly Pattern[] {
  if (fileName === '[Content_Types].xml') return [...ENTRY_PATTERNS, ...CONTENT_TYPES];
  return /\.(bin|doc|xls|ppt)$/i.test(fileName)
    ? [...ENTRY_PATTERNS, ...OLE_PATTERNS]
    : ENTRY_PATTERNS;
}

interface Budget {
  signal: AbortSignal;
  entries: number;
  bytes: number;
}

/** Scans a zip document and archives nested in it. */
export async function scanArchive(source: FileSource, signal: AbortSignal): Promise<Finding> {
  const open = () =>
    fromRandomAccessReaderPromise(new SourceReader(source), source.size, ZIP_OPTIONS);
  return scanEntries(open, { signal, entries: 0, bytes: 0 }, 1);
}

const ZIP_OPTIONS = { lazyEntries: true, autoClose: false, strictFileNames: true } as const;

async function scanEntries(
  open: () => Promise<ZipFile>,
  budget: Budget,
  depth: number,
): Promise<Finding> {
  let archive: ZipFile;
  try {
    archive = await open();
  } catch (error) {
    if (isSystemError(error)) throw error;
    return threat('Archive.Broken');
  }
  try {
    for await (const entry of archive.eachEntry()) {
      const finding = await scanEntry(archive, entry, { budget, depth });
      if (!finding.clean) return finding;
    }
    return CLEAN;
  } catch (error) {
    budget.signal.throwIfAborted();
    if (isSystemError(error)) throw error;
    // Path traversal, false sizes, unsupported compression.
    if (error instanceof Error) return threat('Archive.Broken');
    throw error;
  } finally {
    archive.close();
  }
}

async function scanEntry(
  archive: ZipFile,
  entry: Entry,
  { budget, depth }: { budget: Budget; depth: number },
): Promise<Finding> {
  budget.entries += 1;
  if (budget.entries > MAX_ENTRIES) return threat('Archive.Bomb');
  if (entry.isEncrypted()) return threat('Archive.Encrypted');
  const dangerous = DANGEROUS_ENTRIES.find(({ expression }) => expression.test(entry.fileName));
  if (dangerous) return threat(dangerous.threat);
  if (entry.fileName.endsWith('/')) return CLEAN;
  const stream = await archive.openReadStreamPromise(entry);
  const output = new OutputMeter(entry.compressedSize, budget);
  const found = await findPattern(output.measure(stream), patternsOf(entry.fileName), budget);
  if (found !== undefined) return threat(found);
  if (output.isBomb) return threat('Archive.Bomb');
  if (PROGRAM_FILE.test(output.head)) return threat('Archive.Program');
  if (!output.head.startsWith(ARCHIVE)) return CLEAN;
  return scanNested(await archive.openReadStreamPromise(entry), budget, depth);
}

async function scanNested(stream: Readable, budget: Budget, depth: number): Promise<Finding> {
  if (depth === MAX_DEPTH) return threat('Archive.Bomb');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    size += bytes.length;
    if (size > MAX_NESTED_BYTES) return threat('Archive.Bomb');
    chunks.push(bytes);
  }
  const nested = Buffer.concat(chunks);
  return scanEntries(() => fromBufferPromise(nested, ZIP_OPTIONS), budget, depth + 1);
}

/** Measures the output of an entry and stops at the limits. */
class OutputMeter {
  head = '';
  isBomb = false;
  private size = 0;

  constructor(
    private readonly packed: number,
    private readonly budget: Budget,
  ) {}

  async *measure(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const bytes of stream) {
      if (this.size === 0) this.head = bytes.subarray(0, 8).toString('latin1');
      this.size += bytes.length;
      this.budget.bytes += bytes.length;
      const isDense = this.size > RATIO_EXEMPT_BYTES && this.size > this.packed * MAX_RATIO;
      this.isBomb = this.budget.bytes > MAX_BYTES || isDense;
      if (this.isBomb) return;
      yield bytes;
    }
  }
}

/** Random access for yauzl on an encrypted file. */
class SourceReader extends RandomAccessReader {
  constructor(private readonly source: FileSource) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.source.read(start, end);
  }
}
