import { randomBytes } from 'node:crypto';
import { decryptText, encryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { extensionOf } from '../file-rules';
import type { ThumbnailSize } from '../../enums';

/** What came, what was made of a picture, its thumbnails. */
export type ObjectPart = 'came' | 'made' | ThumbnailSize;
export const OBJECT_PARTS: readonly ObjectPart[] = ['came', 'made', 'small', 'medium', 'large'];

const NAME_BYTES = 16;

/** A name in the storage: 128 random bits, so that two files never meet, and the extension (C-29). */
export function newStorageKey(fileName: string): string {
  return randomBytes(NAME_BYTES).toString('hex') + extensionOf(fileName);
}

/** How the parts of a file are called in the storage. */
export function objectKey(storageKey: string, part: ObjectPart): string {
  if (part === 'came') return storageKey;
  const stem = storageKey.slice(0, 2 * NAME_BYTES);
  return part === 'made' ? `${stem}.made${storageKey.slice(stem.length)}` : `${stem}.${part}.webp`;
}

const nameContext = (conversationId: string): string => `file-name:${conversationId}`;
const keyContext = (conversationId: string): string => `file-key:${conversationId}`;

/** A file's name and key, sealed under the key of the conversation in which it is. */
export function encryptFileFields(
  dataKey: DataKey,
  conversationId: string,
  { name, key }: { name: string; key: Buffer },
): { name: Buffer; wrappedKey: Buffer } {
  return {
    name: encryptText(dataKey, name, nameContext(conversationId)),
    wrappedKey: encryptText(dataKey, key.toString('base64'), keyContext(conversationId)),
  };
}

export function decryptFileName(dataKey: DataKey, conversationId: string, sealed: Buffer): string {
  return decryptText(dataKey, sealed, nameContext(conversationId));
}

export function decryptFileKey(dataKey: DataKey, conversationId: string, wrapped: Buffer): Buffer {
  return Buffer.from(decryptText(dataKey, wrapped, keyContext(conversationId)), 'base64');
}
