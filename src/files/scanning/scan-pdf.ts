import { createInflate } from 'node:zlib';
import { CLEAN, isSystemError, threat } from './file-scanner';
import type { Finding } from './file-scanner';
import { ANY_FILE_PATTERNS, findPattern } from './find-patterns';
import type { Pattern } from './find-patterns';
import type { FileSource } from '../storage/scratch-folder';

/*
 * A PDF names its features: /JavaScript, /Launch, … Names may escape letters as #xx, and objects
 * may be packed in object streams; both are scanned. An unreadable object stream is a threat,
 * whether it is encrypted or malformed.
 */

const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const MAX_OBJECT_STREAMS = 20_000;

const hex = (one: string): string =>
  [...one.charCodeAt(0).toString(16)].map((digit) => `[${digit}${digit.toUpperCase()}]`).join('');

/** Matches a PDF name, each letter plain or escaped. */
function namePattern(word: string): string {
  const letter = (one: string): string => `(?:${one}|#${hex(one)})`;
  return `/${[...word].map(letter).join('')}(?![A-Za-z0-9#])`;
}

const dangerous = (title: string, word: string): Pattern => ({
  threat: title,
  expression: new RegExp(namePattern(word), 'i'),
});

const PDF_PATTERNS: readonly Pattern[] = [
  ...ANY_FILE_PATTERNS,
  dangerous('Pdf.JavaScript', 'JavaScript'),
  dangerous('Pdf.Launch', 'Launch'),
  dangerous('Pdf.EmbeddedFile', 'EmbeddedFile'),
  dangerous('Pdf.RichMedia', 'RichMedia'),
  dangerous('Pdf.Rendition', 'Rendition'),
];

const OBJECT_STREAM = namePattern('ObjStm');
const ENCRYPTED = new RegExp(namePattern('Encrypt'));

/** Unpacked objects contain no streams, so no object stream may be named there. */
const OBJECT_PATTERNS: readonly Pattern[] = [
  ...PDF_PATTERNS,
  { threat: 'Pdf.HiddenObjects', expression: new RegExp(OBJECT_STREAM) },
];

export async function scanPdf(source: FileSource, signal: AbortSignal): Promise<Finding> {
  const objects = new ObjectStreams();
  const onChunk = (text: string, at: number): void => objects.scan(text, at);
  const plain = await findPattern(source.read(), PDF_PATTERNS, { signal, onChunk });
  if (plain !== undefined) return threat(plain);
  objects.end();
  if (objects.isBomb) return threat('Pdf.Bomb');
  if (objects.isUnreadable) return threat('Pdf.HiddenObjects');
  return scanObjects(source, objects.packed, signal);
}

/** Bytes before and after the name that contain the whole dictionary. */
const BEFORE = 2_048;
const AFTER = 1_024;

/** An object header on its own line. */
const OBJECT_START = /[\r\n][ \t]{0,8}\d{1,10}[ \t]{1,8}\d{1,5}[ \t]{1,8}obj$/;
const MAX_OBJECT_START = 48;

const REFERENCE = '\\d+\\s+\\d+\\s+R';
const ENTRIES = [
  'Type\\s*/ObjStm',
  `(?:N|First|Length|DL)\\s+(?:${REFERENCE}|\\d+)`,
  `Extends\\s+${REFERENCE}`,
  'DecodeParms\\s*(?:null|\\[\\s*null\\s*\\])',
  'Filter\\s*(?:/FlateDecode|\\[\\s*/FlateDecode\\s*\\])(?![^\\s/>])',
];
/** All entries that programs write there, up to the stream. */
const DICTIONARY = new RegExp(`^\\s*<<(?:\\s*/(?:${ENTRIES.join('|')}))*\\s*>>\\s*stream\\r?\\n`);
const PACKED = '/FlateDecode';

/** Finds each object stream once in overlapping chunks. */
class ObjectStreams {
  /** Offsets of the packed bytes. */
  readonly packed: number[] = [];
  private readonly name = new RegExp(OBJECT_STREAM, 'g');
  private count = 0;
  private isMalformed = false;
  private isEncrypted = false;
  /** Everything before this offset was inspected. */
  private seen = 0;
  private last = { text: '', at: 0 };

  get isBomb(): boolean {
    return this.count > MAX_OBJECT_STREAMS;
  }

  /** Object streams of an encrypted file cannot be scanned. */
  get isUnreadable(): boolean {
    return this.isMalformed || (this.isEncrypted && this.count > 0);
  }

  scan(text: string, at: number): void {
    this.last = { text, at };
    this.isEncrypted ||= ENCRYPTED.test(text);
    // The end is inspected with the next chunk, which contains all of it.
    this.inspectUntil(text.length - AFTER);
  }

  end(): void {
    this.inspectUntil(this.last.text.length);
  }

  private inspectUntil(until: number): void {
    const { text, at } = this.last;
    this.name.lastIndex = Math.max(0, this.seen - at);
    for (let found = this.name.exec(text); found; found = this.name.exec(text)) {
      if (found.index >= until || this.isBomb) break;
      this.count += 1;
      this.inspectOne(text, { at, name: found.index });
    }
    this.seen = Math.max(this.seen, at + until);
  }

  private inspectOne(text: string, { at, name: index }: { at: number; name: number }): void {
    const around = text.slice(Math.max(0, index - BEFORE), index + AFTER);
    const before = Math.min(index, BEFORE);
    const begin = around.lastIndexOf('obj', before) + 'obj'.length;
    const line = around.slice(Math.max(0, begin - MAX_OBJECT_START), begin);
    const match = OBJECT_START.test(line) ? DICTIONARY.exec(around.slice(begin)) : null;
    const [dictionary = ''] = match ?? [];
    const end = begin + dictionary.length;
    if (end <= before) this.isMalformed = true;
    else if (dictionary.includes(PACKED)) this.packed.push(at + index - before + end);
  }
}

async function scanObjects(
  source: FileSource,
  starts: readonly number[],
  signal: AbortSignal,
): Promise<Finding> {
  const budget = { left: MAX_UNPACKED_BYTES };
  for (const start of starts) {
    const packed = source.read(start);
    const inflate = createInflate();
    packed.on('error', (error) => inflate.destroy(error));
    packed.pipe(inflate);
    try {
      const found = await findPattern(bounded(inflate, budget), OBJECT_PATTERNS, { signal });
      if (found !== undefined) return threat(found);
    } catch (error) {
      signal.throwIfAborted();
      if (isSystemError(error)) throw error;
      if (budget.left <= 0) return threat('Pdf.Bomb');
      return threat('Pdf.HiddenObjects');
    } finally {
      packed.destroy();
      inflate.destroy();
    }
  }
  return CLEAN;
}

async function* bounded(
  stream: AsyncIterable<Buffer>,
  budget: { left: number },
): AsyncGenerator<Buffer> {
  for await (const bytes of stream) {
    budget.left -= bytes.length;
    if (budget.left <= 0) throw new Error('Unpacked size limit exceeded');
    yield bytes;
  }
}
