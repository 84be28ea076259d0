import type { Row } from './conversation-rows';

/** What is being written: an answer to a message, or other words for one. */
export interface About {
  kind: 'reply' | 'edit';
  row: Row;
}

/** What can be done with a message; the same object as long as the room is. */
export interface MessageActs {
  retry: (id: string) => void;
  discard: (id: string) => void;
  begin: (about: About) => void;
  /** Deletes a message after asking once more. */
  askToDelete: (row: Row) => void;
  /** Sets an emoji, or takes one's own back. */
  react: (row: Row, emoji: string) => void;
  /** Leads to the message of this seq. */
  jump: (seq: number) => void;
  askForQuote: (messageId: string) => void;
}
