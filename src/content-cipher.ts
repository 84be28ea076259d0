import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A data key encrypted with the master key; stored in tables. */
export type WrappedKey = Buffer;
/** A plain data key; never leaves the process. */
export type DataKey = Buffer;

/**
 * Content encryption at rest: AES-256-GCM with a data key per conversation or booking, wrapped by
 * the master key. Destroying a wrapped key destroys the content, backups included.
 */
export class ContentCipher {
  constructor(private readonly masterKey: Buffer) {
    if (masterKey.length !== KEY_BYTES) throw new Error('The master key must have 32 bytes');
  }

  createKey(): { dataKey: DataKey; wrappedKey: WrappedKey } {
    const dataKey = randomBytes(KEY_BYTES);
    return { dataKey, wrappedKey: encrypt(this.masterKey, dataKey, 'data-key') };
  }

  /** Throws for another master key or altered bytes. */
  unwrap(wrappedKey: WrappedKey): DataKey {
    return decrypt(this.masterKey, wrappedKey, 'data-key');
  }
}

/** `context` is authenticated: ciphertext moved elsewhere does not decrypt. */
export function encryptText(dataKey: DataKey, text: string, context: string): Buffer {
  return encrypt(dataKey, Buffer.from(text, 'utf8'), context);
}

/** Throws when key, context and bytes do not match. */
export function decryptText(dataKey: DataKey, encrypted: Buffer, context: string): string {
  return decrypt(dataKey, encrypted, context).toString('utf8');
}

export function encryptBytes(dataKey: DataKey, bytes: Buffer, context: string): Buffer {
  return encrypt(dataKey, bytes, context);
}

export function decryptBytes(dataKey: DataKey, encrypted: Buffer, context: string): Buffer {
  return decrypt(dataKey, encrypted, context);
}

/** Nonces are generated in batches: a call of the generator costs more than an encryption. */
const NONCE_POOL_SIZE = 512;
let noncePool = Buffer.alloc(0);

function nextNonce(): Buffer {
  if (noncePool.length === 0) noncePool = randomBytes(NONCE_BYTES * NONCE_POOL_SIZE);
  const nonce = noncePool.subarray(0, NONCE_BYTES);
  noncePool = noncePool.subarray(NONCE_BYTES);
  return nonce;
}

function encrypt(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, encrypted: Buffer, context: string): Buffer {
  const nonce = encrypted.subarray(0, NONCE_BYTES);
  const tag = encrypted.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(tag);
  return Buffer.concat([
    decipher.update(encrypted.subarray(NONCE_BYTES + TAG_BYTES)),
    decipher.final(),
  ]);
}
