import { useState } from 'react';
import type { ChatState } from '../../state/chat/chat-state';

export interface Unread {
  /** Messages of others that this person has not seen. */
  count: number;
  /** The mark of what is new stands after this seq; undefined: there is none. */
  newAfter: number | undefined;
}

/**
 * What is unread, and where it began. The mark is set when unread messages are found on entering or
 * come while nobody looks, and stays where it is, so that one finds one's place again.
 */
export function useUnread(feed: ChatState, personId: string, isWatched: boolean): Unread {
  const [last, setLast] = useState<{ count: number | undefined; newAfter: number | undefined }>({
    count: undefined,
    newAfter: undefined,
  });
  const readSeq = feed.readMarks[personId] ?? 0;
  const count = countUnread(feed, personId, readSeq);
  if (feed.log.isLoaded && count !== last.count) {
    const isNew = count > 0 && (last.count === undefined || (last.count === 0 && !isWatched));
    // Above the very first message it would say nothing.
    setLast({ count, newAfter: isNew && readSeq > 0 ? readSeq : last.newAfter });
  }
  return { count, newAfter: last.newAfter };
}

function countUnread({ log }: ChatState, personId: string, readSeq: number): number {
  let count = Math.max(0, log.low - 1 - readSeq);
  for (let at = log.messages.length - 1; at >= 0; at -= 1) {
    const message = log.messages[at];
    if (!message || message.seq <= readSeq) break;
    if (message.senderId !== personId) count += 1;
  }
  return count;
}
