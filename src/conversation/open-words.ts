import { openText } from '../content-cipher';
import type { DataKey } from '../content-cipher';
import { viewFile } from '../files/file-row';
import type { FileView } from '../files/file-view';
import { messageContext } from './conversation-keys';
import type { MessageRow } from './message-store';

/** What of a message was sealed: its words, and how its file is called. */
export interface OpenWords {
  content: string;
  file?: FileView;
}

export function openWords(
  key: DataKey,
  { conversationId, content, file }: Pick<MessageRow, 'conversationId' | 'content' | 'file'>,
): OpenWords {
  return {
    content: content ? openText(key, content, messageContext(conversationId)) : '',
    ...(file ? { file: viewFile(file, key, conversationId) } : {}),
  };
}
