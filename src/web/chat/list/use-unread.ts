import { useState } from 'react';
import type { ChatState } from '../../state/chat/chat-state';

export interface Unread {
  /** Messages of others above the read mark. */
  count: number;
  /** The "new messages" divider is below this seq; undefined: there is none. */
  newAfter: number | undefined;
}

/**
 * Counts unread messages and places their divider. It is set when unread messages are found on opening or
 * arrive while the user is not reading, and then stays.
 */
export function useUnread(
  state: Pick<ChatState<unknown>, 'log' | 'readMarks'>,
  userId: string,
  isReading: boolean,
): Unread {
  const [last, setLast] = useState<{ count: number | undefined; newAfter: number | undefined }>({
    count: undefined,
    newAfter: undefined,
  });
  const readSeq = state.readMarks[userId] ?? 0;
  const count = countUnread(state, userId, readSeq);
  if (state.log.isLoaded && count !== last.count) {
    const isNew = count > 0 && (last.count === undefined || (last.count === 0 && !isReading));
    // No divider above the very first message.
    setLast({ count, newAfter: isNew && readSeq > 0 ? readSeq : last.newAfter });
  }
  return { count, newAfter: last.newAfter };
}

function countUnread(
  { log }: Pick<ChatState<unknown>, 'log'>,
  userId: string,
  readSeq: number,
): number {
  let count = Math.max(0, log.low - 1 - readSeq);
  for (let at = log.messages.length - 1; at >= 0; at -= 1) {
    const message = log.messages[at];
    if (!message || message.seq <= readSeq) break;
    if (message.senderId !== userId) count += 1;
  }
  return count;
}
