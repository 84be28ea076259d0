import { decryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { viewFile } from '../../files/file-row';
import type { FileView } from '../../files/file-view';
import { messageContext } from '../conversation-keys';
import type { MessageRow } from './message-repository';

/** The encrypted parts of a message: its text and its file's name. */
export interface DecryptedContent {
  content: string;
  file?: FileView;
}

export function decryptMessage(
  key: DataKey,
  { conversationId, content, file }: Pick<MessageRow, 'conversationId' | 'content' | 'file'>,
): DecryptedContent {
  return {
    content: content ? decryptText(key, content, messageContext(conversationId)) : '',
    ...(file ? { file: viewFile(file, key, conversationId) } : {}),
  };
}
