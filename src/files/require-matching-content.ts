import { filetypeinfo } from 'magic-bytes.js';
import { extensionOf, invalidFile } from './file-rules';
import { readAll } from './read-all';
import type { FileSource } from './storage/scratch-folder';

/** Magic types by extension; text has none. */
const MAGIC_TYPES: Record<string, readonly string[]> = {
  '.pdf': ['pdf'],
  '.docx': ['zip'],
  '.pptx': ['zip'],
  '.jpg': ['jpg', 'jpeg'],
  '.jpeg': ['jpg', 'jpeg'],
  '.png': ['png', 'apng'],
  '.gif': ['gif'],
  '.mp4': ['mp4', 'm4v', '3gp', 'isom'],
  '.mov': ['mov', 'mp4'],
  '.avi': ['avi'],
  '.webm': ['webm', 'mkv'],
  '.ogg': ['ogg', 'oga', 'opus', 'ogx'],
  '.m4a': ['m4a', 'mp4'],
  '.mp3': ['mp3'],
};

/** The entry that distinguishes a document from any other zip archive. */
const MAIN_ENTRY: Record<string, RegExp> = {
  '.docx': /word\/document\.xml/,
  '.pptx': /ppt\/presentation\.xml/,
};

const HEAD_BYTES = 4_096;

/**
 * Throws `file-invalid` unless the bytes match the extension, regardless of the MIME type that the
 * client claims (C-28): magic bytes, the parts of office documents, UTF-8 for text.
 */
export async function requireMatchingContent(source: FileSource, name: string): Promise<void> {
  const extension = extensionOf(name);
  if (source.size === 0) throw invalidFile('the file is empty. Choose a file with content');
  if (extension === '.txt') return requireText(source);
  const head = await readAll(source.read(0, Math.min(HEAD_BYTES, source.size)));
  const detected = filetypeinfo(head).map((type) => type.extension ?? type.typename);
  if (!MAGIC_TYPES[extension]?.some((type) => detected.includes(type))) throw mismatch(extension);
  const mainEntry = MAIN_ENTRY[extension];
  if (mainEntry && !mainEntry.test(await readZipDirectory(source))) throw mismatch(extension);
}

function mismatch(extension: string): Error {
  return invalidFile(
    `the content is not that of a ${extension} file. Save it in that format or correct its extension`,
  );
}

/** Reads the central directory at the end of an archive. */
async function readZipDirectory(source: FileSource): Promise<string> {
  const bytes = await readAll(source.read(Math.max(0, source.size - 512 * 1024), source.size));
  return bytes.toString('latin1');
}

/** UTF-8 without control characters or script headers. */
async function requireText(source: FileSource): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    let isFirst = true;
    for await (const bytes of source.read() as AsyncIterable<Buffer>) {
      const text = decoder.decode(bytes, { stream: true });
      // eslint-disable-next-line no-control-regex -- control characters are what it searches
      if (/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) throw new Error('no text');
      if (isFirst && /^\s*(%PDF-|<\?php|#!|<script)/i.test(text)) throw new Error('no plain text');
      isFirst = false;
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof Error && !(error instanceof TypeError) && !/text$/.test(error.message)) {
      throw error;
    }
    throw mismatch('.txt');
  }
}
