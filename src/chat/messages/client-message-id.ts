import { decryptRepeatable, encryptRepeatably } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';

/** Ids that programs make. Anything else may be a text and is stored encrypted. */
const PLAIN = /^[A-Za-z0-9_-]{1,64}$/;
const PREFIX = '~';
/** At least nonce, tag and one byte. */
const ENCRYPTED = /^~[A-Za-z0-9_-]{39,}$/;

const contextOf = (conversationId: string): string => `client-message-id:${conversationId}`;

/** As stored: equal ids of a conversation are equal, so that the database recognizes a repeat. */
export function encryptClientMessageId(key: DataKey, conversationId: string, id: string): string {
  if (PLAIN.test(id)) return id;
  const encrypted = encryptRepeatably(key, Buffer.from(id, 'utf8'), contextOf(conversationId));
  return PREFIX + encrypted.toString('base64url');
}

export function isEncryptedClientMessageId(stored: string | null): stored is string {
  return stored !== null && ENCRYPTED.test(stored);
}

export function decryptClientMessageId(
  key: DataKey,
  conversationId: string,
  stored: string,
): string {
  const encrypted = Buffer.from(stored.slice(PREFIX.length), 'base64url');
  return decryptRepeatable(key, encrypted, contextOf(conversationId)).toString('utf8');
}
