import { decryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { viewFile } from '../../files/file-row';
import type { FileView } from '../../files/file-view';
import { messageContext } from '../conversation-keys';
import type { MessageRow } from './message-repository';

/** What of a message was sealed: its words, and how its file is called. */
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
