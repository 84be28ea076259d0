import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

/*
 * Files are encrypted in chunks, so that a range can be decrypted without the rest: each chunk is
 * AES-256-GCM of 64 KiB, followed by its tag. The nonce is the chunk index and the part number
 * (original, processed image, thumbnails), unique because every file has its own random key and a
 * part is written once. The last chunk is authenticated as such, so that a truncated file does not
 * decrypt.
 */

const CHUNK = 64 * 1024;
const TAG = 16;
const ALGORITHM = 'aes-256-gcm';

export interface EncryptedPart {
  key: Buffer;
  part: number;
  /** Bytes of plain text. */
  size: number;
}

export class EncryptStream extends Transform {
  private pending: Buffer = Buffer.alloc(0);
  private index = 0;

  constructor(private readonly encryption: Omit<EncryptedPart, 'size'>) {
    super();
  }

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    let rest = this.pending.length > 0 ? Buffer.concat([this.pending, bytes]) : bytes;
    // The last chunk is known only at the end, so one chunk is always held back.
    while (rest.length > CHUNK) {
      this.push(this.encryptChunk(rest.subarray(0, CHUNK), false));
      rest = rest.subarray(CHUNK);
    }
    this.pending = rest;
    done();
  }

  override _flush(done: TransformCallback): void {
    this.push(this.encryptChunk(this.pending, true));
    done();
  }

  private encryptChunk(plain: Buffer, isLast: boolean): Buffer {
    const { key, part } = this.encryption;
    const cipher = createCipheriv(ALGORITHM, key, nonceOf(part, this.index));
    cipher.setAAD(additionalData(isLast));
    this.index += 1;
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Reads encrypted bytes from `start` up to before `end`. */
export type ReadEncrypted = (start: number, end: number) => Promise<Readable> | Readable;

/** Decrypts plain bytes from `start` up to before `end`; fails when the data was altered. */
export function decryptStream(
  read: ReadEncrypted,
  encryption: EncryptedPart,
  range: { start: number; end: number } = { start: 0, end: encryption.size },
): Readable {
  return Readable.from(decryptedChunks(read, encryption, range), { objectMode: false });
}

async function* decryptedChunks(
  read: ReadEncrypted,
  encryption: EncryptedPart,
  { start, end }: { start: number; end: number },
): AsyncGenerator<Buffer> {
  const last = lastIndex(encryption.size);
  let index = Math.min(Math.floor(start / CHUNK), last);
  const until = Math.min(Math.floor(Math.max(start, end - 1) / CHUNK), last);
  const from = index * (CHUNK + TAG);
  const to = until === last ? encryptedSize(encryption.size) : (until + 1) * (CHUNK + TAG);
  for await (const chunk of splitIntoChunks(await read(from, to))) {
    const plain = decryptChunk(encryption, index, chunk);
    const offset = index * CHUNK;
    const requested = plain.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
    if (requested.length > 0) yield requested;
    index += 1;
  }
  if (index !== until + 1) throw new Error('Encrypted file is truncated');
}

function decryptChunk({ key, part, size }: EncryptedPart, index: number, chunk: Buffer): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, nonceOf(part, index), { authTagLength: TAG });
  decipher.setAAD(additionalData(index === lastIndex(size)));
  decipher.setAuthTag(chunk.subarray(chunk.length - TAG));
  const plain = decipher.update(chunk.subarray(0, chunk.length - TAG));
  decipher.final();
  return plain;
}

async function* splitIntoChunks(stream: Readable): AsyncGenerator<Buffer> {
  let buffered: Buffer[] = [];
  let length = 0;
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    buffered.push(bytes);
    length += bytes.length;
    if (length < CHUNK + TAG) continue;
    let all = Buffer.concat(buffered);
    while (all.length >= CHUNK + TAG) {
      yield all.subarray(0, CHUNK + TAG);
      all = all.subarray(CHUNK + TAG);
    }
    buffered = all.length > 0 ? [all] : [];
    length = all.length;
  }
  if (length > 0) yield Buffer.concat(buffered);
}

function lastIndex(size: number): number {
  return Math.max(0, Math.ceil(size / CHUNK) - 1);
}

function encryptedSize(size: number): number {
  return size + (lastIndex(size) + 1) * TAG;
}

function nonceOf(part: number, index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(part, 0);
  nonce.writeUInt32BE(index, 8);
  return nonce;
}

function additionalData(isLast: boolean): Buffer {
  return Buffer.from(isLast ? 'file:last' : 'file:more');
}
