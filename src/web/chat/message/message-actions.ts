import type { MessageRowData } from '../list/message-rows';

/** What is being written: an answer to a message, or other words for one. */
export interface ComposeTarget {
  kind: 'reply' | 'edit';
  row: MessageRowData;
}

/** What can be done with a message; the same object as long as the room is. */
export interface MessageActions {
  retry: (id: string) => void;
  discard: (id: string) => void;
  compose: (about: ComposeTarget) => void;
  /** Deletes a message after asking once more. */
  confirmDelete: (row: MessageRowData) => void;
  /** Sets an emoji, or takes one's own back. */
  react: (row: MessageRowData, emoji: string) => void;
  /** Leads to the message of this seq. */
  jumpTo: (seq: number) => void;
  loadQuoted: (messageId: string) => void;
}
