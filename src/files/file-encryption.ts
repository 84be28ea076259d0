import { decryptText, encryptText } from '../content-cipher';
import type { DataKey } from '../content-cipher';

const nameContext = (conversationId: string): string => `file-name:${conversationId}`;
const keyContext = (conversationId: string): string => `file-key:${conversationId}`;

/** Encrypts a file's name and key with the data key of its conversation. */
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

export function decryptFileName(
  dataKey: DataKey,
  conversationId: string,
  encrypted: Buffer,
): string {
  return decryptText(dataKey, encrypted, nameContext(conversationId));
}

export function decryptFileKey(dataKey: DataKey, conversationId: string, wrapped: Buffer): Buffer {
  return Buffer.from(decryptText(dataKey, wrapped, keyContext(conversationId)), 'base64');
}
