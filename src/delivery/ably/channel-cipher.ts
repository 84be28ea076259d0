import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { DataKey } from '../../content-cipher';

const KEY_BYTES = 32;
const IV_BYTES = 16;

/** Encrypted data of an Ably message, with the steps that the SDK reverses. */
export interface EncryptedPayload {
  data: Buffer;
  encoding: string;
}

/**
 * The key of a conversation's channel, for the channel cipher of Ably's SDK. Derived from the data key
 * of the conversation, so that it ends with that key, and does not reveal it.
 */
export function channelKeyOf(dataKey: DataKey, channel: string): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', `ably-channel:${channel}`, KEY_BYTES));
}

/** Encrypts as the SDK does: JSON, then AES-256-CBC, with the random IV in front. */
export function encryptPayload(channelKey: Buffer, data: unknown): EncryptedPayload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-cbc', channelKey, iv);
  const body = [cipher.update(JSON.stringify(data), 'utf8'), cipher.final()];
  return { data: Buffer.concat([iv, ...body]), encoding: 'json/utf-8/cipher+aes-256-cbc' };
}
