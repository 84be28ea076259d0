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

/** Bytes that can be read in any order, as often as is needed. */
export interface FileSource {
  size: number;
  read(start?: number, end?: number): Readable;
}

/** A file on its way, sealed on the disk of this machine under a key that only this process knows. */
export interface ScratchFile extends EncryptedPart, FileSource {
  path: string;
  sha256: Buffer;
}

const KEY_BYTES = 32;
const NAME_BYTES = 16;

/**
 * Where files lie between their arrival and their storage. They are sealed as they come in, so what a
 * crash leaves behind is nothing that anybody can read; the sweep removes it.
 */
export class ScratchFolder {
  private folderReady: Promise<unknown> | undefined;

  constructor(private readonly folder: string) {}

  /**
   * Takes in what flows, up to `limit` bytes; refuses what is longer. Nothing is left when it fails.
   * A part of a file that exists is sealed under that file's key.
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
    const sealed = { key, part, size };
    const readSealed = (start: number, end: number) =>
      createReadStream(path, { start, end: end - 1 });
    const read = (start = 0, end = size) => decryptStream(readSealed, sealed, { start, end });
    return { ...sealed, path, sha256: hash.digest(), read };
  }

  /** Once; what fails is tried again by whoever comes next. */
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

  /** Removes what was begun before a moment and never finished; returns how many. */
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
