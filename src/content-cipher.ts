import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** First bytes of a wrapped key: which master key wraps it. */
export const KEY_ID_BYTES = 8;
/** Of a key that was wrapped before wrapped keys had an id. */
export const WRAPPED_WITHOUT_ID = NONCE_BYTES + TAG_BYTES + KEY_BYTES;

/** A data key encrypted with a master key, after the id of that; stored in tables. */
export type WrappedKey = Buffer;
/** A plain data key; never leaves the process. */
export type DataKey = Buffer;

/** Master keys by their ids. */
interface MasterKey {
  id: string;
  key: Buffer;
}

interface CipherOptions {
  /** Further master keys that are accepted for reading. */
  accepted?: readonly Buffer[];
  /** Called for content that `decryptOr` could not decrypt. */
  onUnreadable?: (subject: string, error: unknown) => void;
}

/**
 * Content encryption at rest: AES-256-GCM with a data key per conversation or booking, wrapped by
 * the master key. Other master keys are accepted for reading, so that they can be rotated.
 */
export class ContentCipher {
  private readonly current: MasterKey;
  private readonly masterKeys: ReadonlyMap<string, MasterKey>;
  private readonly onUnreadable: NonNullable<CipherOptions['onUnreadable']>;

  constructor(
    masterKey: Buffer,
    { accepted = [], onUnreadable = () => undefined }: CipherOptions = {},
  ) {
    this.current = { id: masterKeyId(masterKey), key: masterKey };
    const others = accepted.map((key) => ({ id: masterKeyId(key), key }));
    this.masterKeys = new Map([this.current, ...others].map((one) => [one.id, one]));
    this.onUnreadable = onUnreadable;
  }

  /** Hexadecimal id of the master key that wraps new data keys. */
  get currentKeyId(): string {
    return this.current.id;
  }

  /** Ids of all master keys, the current one first. */
  get keyIds(): string[] {
    return [...this.masterKeys.keys()];
  }

  createKey(): { dataKey: DataKey; wrappedKey: WrappedKey } {
    const dataKey = randomBytes(KEY_BYTES);
    return { dataKey, wrappedKey: wrap(this.current, dataKey) };
  }

  /** Throws for an unknown master key or altered bytes. */
  unwrap(wrappedKey: WrappedKey): DataKey {
    const id = masterKeyIdOf(wrappedKey);
    if (id === undefined) return this.unwrapWithoutId(wrappedKey).dataKey;
    return decryptBytes(this.keyOf(id), wrappedKey.subarray(KEY_ID_BYTES), keyContext(id));
  }

  /** The same data key, wrapped by the current master key. */
  rewrap(wrappedKey: WrappedKey): WrappedKey {
    return wrap(this.current, this.unwrap(wrappedKey));
  }

  /** Id of the master key that unwraps it; throws as `unwrap` does. */
  openerOf(wrappedKey: WrappedKey): string {
    const id = masterKeyIdOf(wrappedKey);
    if (id === undefined) return this.unwrapWithoutId(wrappedKey).id;
    this.unwrap(wrappedKey);
    return id;
  }

  /** A known text under one of the master keys, by which a wrong key is noticed. */
  createCanary(id: string): Buffer {
    return encryptBytes(this.keyOf(id), Buffer.from(CANARY), canaryContext(id));
  }

  /** False for a master key that is unknown or wrong. */
  opensCanary(id: string, canary: Buffer): boolean {
    try {
      return decryptBytes(this.keyOf(id), canary, canaryContext(id)).toString() === CANARY;
    } catch {
      return false;
    }
  }

  /** For lists, of which one unreadable row must not hide the others: reports it and returns `fallback`. */
  decryptOr<T, F>(subject: string, decryptRow: () => T, fallback: F): T | F {
    try {
      return decryptRow();
    } catch (error) {
      this.onUnreadable(subject, error);
      return fallback;
    }
  }

  private keyOf(id: string): Buffer {
    const masterKey = this.masterKeys.get(id);
    if (!masterKey) throw new Error(`The data key is wrapped by the unknown master key ${id}`);
    return masterKey.key;
  }

  private unwrapWithoutId(wrappedKey: WrappedKey): { id: string; dataKey: DataKey } {
    let fault: unknown;
    for (const { id, key } of this.masterKeys.values()) {
      try {
        return { id, dataKey: decryptBytes(key, wrappedKey, CONTEXT_WITHOUT_ID) };
      } catch (error) {
        fault = error;
      }
    }
    throw new Error('The data key is wrapped by an unknown master key', { cause: fault });
  }
}

const CANARY = 'ruang-diri';
const CONTEXT_WITHOUT_ID = 'data-key';
const keyContext = (id: string): string => `data-key:${id}`;
const canaryContext = (id: string): string => `canary:${id}`;

/** Names a master key without revealing it. */
function masterKeyId(masterKey: Buffer): string {
  if (masterKey.length !== KEY_BYTES) throw new Error('The master key must have 32 bytes');
  const digest = createHmac('sha256', masterKey).update('master-key-id').digest();
  return digest.subarray(0, KEY_ID_BYTES).toString('hex');
}

/** Undefined for a key that was wrapped before wrapped keys had an id. */
function masterKeyIdOf(wrappedKey: WrappedKey): string | undefined {
  if (wrappedKey.length === WRAPPED_WITHOUT_ID) return undefined;
  return wrappedKey.subarray(0, KEY_ID_BYTES).toString('hex');
}

function wrap({ id, key }: MasterKey, dataKey: DataKey): WrappedKey {
  return Buffer.concat([Buffer.from(id, 'hex'), encryptBytes(key, dataKey, keyContext(id))]);
}

/** `context` is authenticated: ciphertext moved elsewhere does not decrypt. */
export function encryptText(dataKey: DataKey, text: string, context: string): Buffer {
  return encryptBytes(dataKey, Buffer.from(text, 'utf8'), context);
}

/** Throws when key, context and bytes do not match. */
export function decryptText(dataKey: DataKey, encrypted: Buffer, context: string): string {
  return decryptBytes(dataKey, encrypted, context).toString('utf8');
}

/**
 * For values that rows are found by: equal bytes become equal ciphertexts under one key and context. The
 * nonce is derived from them, and the keys from the data key, so that neither meets a random one.
 */
export function encryptRepeatably(dataKey: DataKey, bytes: Buffer, context: string): Buffer {
  const nonce = createHmac('sha256', derivedKey(dataKey, 'nonce'))
    .update(`${context}\0`)
    .update(bytes)
    .digest();
  const key = derivedKey(dataKey, 'value');
  return encryptWith({ key, nonce: nonce.subarray(0, NONCE_BYTES) }, bytes, context);
}

export function decryptRepeatable(dataKey: DataKey, encrypted: Buffer, context: string): Buffer {
  return decryptBytes(derivedKey(dataKey, 'value'), encrypted, context);
}

function derivedKey(dataKey: DataKey, purpose: 'nonce' | 'value'): Buffer {
  return createHmac('sha256', dataKey).update(`repeatable-${purpose}`).digest();
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

export function encryptBytes(key: Buffer, plain: Buffer, context: string): Buffer {
  return encryptWith({ key, nonce: nextNonce() }, plain, context);
}

function encryptWith(
  { key, nonce }: { key: Buffer; nonce: Buffer },
  plain: Buffer,
  context: string,
): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

export function decryptBytes(key: Buffer, encrypted: Buffer, context: string): Buffer {
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
