import { CLEAN, threat } from './file-scanner';
import type { FileScanner, Finding } from './file-scanner';
import { ANY_FILE_PATTERNS, findPattern, IMAGE_PATTERNS } from './find-patterns';
import { isImage } from '../file-rules';
import { readAll } from '../read-all';
import { scanArchive } from './scan-archive';
import { PdfScanner } from './pdf-scanner';
import type { FileSource } from '../storage/scratch-folder';

/**
 * Detects the EICAR test signature and dangerous structures: macros, PDF scripts, polyglots and
 * archive bombs.
 */
export function createBuiltInScanner(): FileScanner {
  const pdfs = new PdfScanner();
  return {
    name: 'built-in',
    scan: async (source, { extension, signal }) => {
      if (extension === '.docx' || extension === '.pptx') {
        const raw = await findPattern(source.read(), ANY_FILE_PATTERNS, { signal });
        return raw === undefined ? scanArchive(source, signal) : threat(raw);
      }
      if (await endsAsArchive(source)) return threat('Polyglot.Archive');
      if (extension === '.pdf') return pdfs.scan(source, signal);
      return isImage(`x${extension}`) ? scanImage(source, signal) : scanPlain(source, signal);
    },
  };
}

async function scanPlain(source: FileSource, signal: AbortSignal): Promise<Finding> {
  const found = await findPattern(source.read(), ANY_FILE_PATTERNS, { signal });
  return found === undefined ? CLEAN : threat(found);
}

async function scanImage(source: FileSource, signal: AbortSignal): Promise<Finding> {
  let head = '';
  const onChunk = (text: string, at: number): void => {
    if (at === 0) head = text.slice(0, 1_024);
  };
  const found = await findPattern(source.read(), IMAGE_PATTERNS, { signal, onChunk });
  if (found !== undefined) return threat(found);
  return head.includes('%PDF-') ? threat('Polyglot.Pdf') : CLEAN;
}

const END_RECORD = 22;
const LONGEST_COMMENT = 65_535;

/** Whether a zip end record closes the file, so that a program would open it as an archive. */
async function endsAsArchive(source: FileSource): Promise<boolean> {
  const from = Math.max(0, source.size - END_RECORD - LONGEST_COMMENT);
  const tail = await readAll(source.read(from));
  for (let at = tail.length - END_RECORD; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== 0x06054b50) continue;
    if (at + END_RECORD + tail.readUInt16LE(at + 20) === tail.length) return true;
  }
  return false;
}
