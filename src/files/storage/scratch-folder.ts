import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../errors';
import { decryptStream, EncryptStream } from './encrypted-stream';
import type { EncryptedPart } from './encrypted-stream';

/** Bytes with random access, readable repeatedly. */
export interface FileSource {
  size: number;
  read(start?: number, end?: number): Readable;
}

/** A temporary file on the local disk, encrypted with a key known only to this process. */
export interface ScratchFile extends EncryptedPart, FileSource {
  path: string;
  sha256: Buffer;
}

const KEY_BYTES = 32;
const NAME_BYTES = 16;

/**
 * Holds uploads between arrival and storage. They are encrypted on arrival, so a crash leaves
 * nothing readable; the cleanup removes the rest.
 */
export class ScratchFolder {
  private folderReady: Promise<unknown> | undefined;

  constructor(private readonly folder: string) {}

  /**
   * Writes at most `limit` bytes; throws `file-too-large` beyond. Nothing is left on failure.
   * Renditions of an existing file use that file's key.
   */
  async write(
    stream: Readable,
    {
      limit,
      key = randomBytes(KEY_BYTES),
      part = 0,
    }: { limit: number; key?: Buffer; part?: number },
  ): Promise<ScratchFile> {
    await this.ensureFolder();
    const path = join(this.folder, randomBytes(NAME_BYTES).toString('hex'));
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(bytes: Buffer, _, done) {
        size += bytes.length;
        hash.update(bytes);
        if (size > limit) done(new AppError('file-too-large'));
        else done(null, bytes);
      },
    });
    try {
      const file = createWriteStream(path, { mode: 0o600 });
      await pipeline(stream, measure, new EncryptStream({ key, part }), file);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    const encryption = { key, part, size };
    const readEncrypted = (start: number, end: number) =>
      createReadStream(path, { start, end: end - 1 });
    const read = (start = 0, end = size) =>
      decryptStream(readEncrypted, encryption, { start, end });
    return { ...encryption, path, sha256: hash.digest(), read };
  }

  /** Created once; retried after a failure. */
  private ensureFolder(): Promise<unknown> {
    this.folderReady ??= mkdir(this.folder, { recursive: true, mode: 0o700 }).catch(
      (error: unknown) => {
        this.folderReady = undefined;
        throw error;
      },
    );
    return this.folderReady;
  }

  async remove(...files: ScratchFile[]): Promise<void> {
    for (const { path } of files) await rm(path, { force: true });
  }

  /** Removes abandoned files; returns their number. */
  async removeOlderThan(moment: Date): Promise<number> {
    const names = await readdir(this.folder).catch((): string[] => []);
    let removed = 0;
    for (const name of names) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || found.mtime >= moment) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }
}
