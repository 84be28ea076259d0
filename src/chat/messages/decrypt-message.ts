import { decryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { viewFile } from '../../files/file-row';
import type { FileView } from '../../files/file-view';
import { messageContext } from '../conversation-keys';
import { decryptClientMessageId, isEncryptedClientMessageId } from './client-message-id';
import type { MessageRow } from './message-repository';

/** The encrypted parts of a message: its text, its file's name, and a client's id that is a text. */
export interface DecryptedContent {
  content: string;
  file?: FileView;
  clientMessageId?: string;
}

type EncryptedParts = Pick<MessageRow, 'conversationId' | 'content' | 'clientMessageId'>;

export function decryptMessage(
  key: DataKey,
  row: EncryptedParts & Pick<MessageRow, 'file'>,
): DecryptedContent {
  const decrypted = decryptWithoutFile(key, row);
  if (row.file) decrypted.file = viewFile(row.file, key, row.conversationId);
  return decrypted;
}

export function decryptWithoutFile(
  key: DataKey,
  { conversationId, content, clientMessageId: stored }: EncryptedParts,
): DecryptedContent {
  const decrypted: DecryptedContent = {
    content: content ? decryptText(key, content, messageContext(conversationId)) : '',
  };
  if (isEncryptedClientMessageId(stored)) {
    decrypted.clientMessageId = decryptClientMessageId(key, conversationId, stored);
  }
  return decrypted;
}
