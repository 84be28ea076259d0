import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A data key, wrapped by the master key: what may lie in a table. */
export type WrappedKey = Buffer;
/** A data key in the clear: what never leaves the process. */
export type DataKey = Buffer;

/**
 * Encrypts people's words at rest: AES-256-GCM under a data key of each conversation or booking,
 * wrapped by the master key. Destroying a wrapped key destroys the words, backups included.
 */
export class ContentCipher {
  constructor(private readonly masterKey: Buffer) {
    if (masterKey.length !== KEY_BYTES) throw new Error('The master key must have 32 bytes');
  }

  createKey(): { dataKey: DataKey; wrappedKey: WrappedKey } {
    const dataKey = randomBytes(KEY_BYTES);
    return { dataKey, wrappedKey: encrypt(this.masterKey, dataKey, 'data-key') };
  }

  /** Throws when the wrapped key was made under another master key or was altered. */
  unwrap(wrappedKey: WrappedKey): DataKey {
    return decrypt(this.masterKey, wrappedKey, 'data-key');
  }
}

/** `context` is bound to the ciphertext: the same bytes moved elsewhere do not open. */
export function encryptText(dataKey: DataKey, text: string, context: string): Buffer {
  return encrypt(dataKey, Buffer.from(text, 'utf8'), context);
}

/** Opposite of `sealText`; throws when key, context or bytes do not fit together. */
export function decryptText(dataKey: DataKey, sealed: Buffer, context: string): string {
  return decrypt(dataKey, sealed, context).toString('utf8');
}

/** As `sealText`, of bytes. */
export function encryptBytes(dataKey: DataKey, bytes: Buffer, context: string): Buffer {
  return encrypt(dataKey, bytes, context);
}

/** As `openText`, of bytes. */
export function decryptBytes(dataKey: DataKey, sealed: Buffer, context: string): Buffer {
  return decrypt(dataKey, sealed, context);
}

/** Random bytes are asked for in stock: each call to the generator costs more than a whole seal. */
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

function decrypt(key: Buffer, sealed: Buffer, context: string): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(tag);
  return Buffer.concat([
    decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
    decipher.final(),
  ]);
}
