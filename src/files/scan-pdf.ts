import { createInflate } from 'node:zlib';
import { CLEAN, threat } from './file-scanner';
import type { Finding } from './file-scanner';
import { ANYWHERE, findPattern } from './find-patterns';
import type { Pattern } from './find-patterns';
import type { FileSource } from './scratch-folder';

/*
 * A PDF names what it can do: /JavaScript, /Launch, … Names may be written with #xx for any letter,
 * and whole objects may lie packed in object streams; both are looked through.
 */

const MOST_UNPACKED = 64 * 1024 * 1024;
const MOST_STREAMS = 20_000;

/** A name of PDF, each letter as itself or as its number. */
function name(word: string): string {
  const letter = (one: string): string => `(?:${one}|#${one.charCodeAt(0).toString(16)})`;
  return `/${[...word].map(letter).join('')}(?![A-Za-z0-9#])`;
}

const dangerous = (title: string, word: string): Pattern => ({
  threat: title,
  expression: new RegExp(name(word), 'i'),
});

const IN_PDF: readonly Pattern[] = [
  ...ANYWHERE,
  dangerous('Pdf.JavaScript', 'JavaScript'),
  dangerous('Pdf.Launch', 'Launch'),
  dangerous('Pdf.EmbeddedFile', 'EmbeddedFile'),
  dangerous('Pdf.RichMedia', 'RichMedia'),
  dangerous('Pdf.Rendition', 'Rendition'),
];

const OBJECT_STREAM = new RegExp(`${name('ObjStm')}([\\s\\S]{0,1024}?)stream\\r?\\n`, 'g');
const PACKED = new RegExp(name('FlateDecode'));
const FILTERED = new RegExp(name('Filter'));
const OTHER_FILTER = /\/(?:ASCII|LZW|RunLength|Crypt)/;
const ENCRYPTED = new RegExp(name('Encrypt'));

interface ObjectStreams {
  /** Where the packed bytes of each begin. */
  starts: Set<number>;
  isHidden: boolean;
  isEncrypted: boolean;
}

export async function scanPdf(source: FileSource, signal: AbortSignal): Promise<Finding> {
  const found: ObjectStreams = { starts: new Set(), isHidden: false, isEncrypted: false };
  const onPiece = (text: string, at: number): void => note(found, text, at);
  const plain = await findPattern(source.read(), IN_PDF, { signal, onPiece });
  if (plain !== undefined) return threat(plain);
  // With a password of its own its objects cannot be read by anybody who only looks after them.
  if (found.isEncrypted) return CLEAN;
  if (found.isHidden) return threat('Pdf.HiddenObjects');
  if (found.starts.size > MOST_STREAMS) return threat('Pdf.Bomb');
  return scanObjects(source, found.starts, signal);
}

function note(found: ObjectStreams, text: string, at: number): void {
  found.isEncrypted ||= ENCRYPTED.test(text);
  for (const match of text.matchAll(OBJECT_STREAM)) {
    const [whole, dictionary = ''] = match;
    const before = text.slice(Math.max(0, match.index - 512), match.index);
    const around = before.slice(before.lastIndexOf('<<') + 1) + dictionary;
    if (PACKED.test(around)) found.starts.add(at + match.index + whole.length);
    found.isHidden ||= FILTERED.test(around) && OTHER_FILTER.test(around);
  }
}

async function scanObjects(
  source: FileSource,
  starts: Set<number>,
  signal: AbortSignal,
): Promise<Finding> {
  const budget = { left: MOST_UNPACKED };
  for (const start of starts) {
    const packed = source.read(start);
    const inflate = createInflate();
    packed.on('error', (error) => inflate.destroy(error));
    packed.pipe(inflate);
    try {
      const found = await findPattern(bounded(inflate, budget), IN_PDF, { signal });
      if (found !== undefined) return threat(found);
    } catch {
      signal.throwIfAborted();
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
    if (budget.left <= 0) throw new Error('Too much is packed in here');
    yield bytes;
  }
}
