import { useCallback, useMemo, useState } from 'react';
import type { RefObject } from 'react';
import type { SignedIn } from '../api/api-types';
import type { RoomFeed } from '../realtime/room-feed';
import type { RoomStore, RoomView } from '../realtime/room-store';
import { conversationRows } from './conversation-rows';
import type { Row } from './conversation-rows';
import type { MessageListProps } from './message-list';
import { useMessageActs } from './use-message-acts';
import type { Doing } from './use-message-acts';
import { useAttention } from './use-attention';
import { useUnread } from './use-unread';
import type { Unread } from './use-unread';

export interface Talk<Feed extends RoomFeed> {
  store: RoomStore<Feed>;
  view: RoomView<Feed>;
  me: SignedIn['user'];
  /** Everybody else in it. */
  others: readonly string[];
  frame: RefObject<HTMLDivElement | null>;
  /** One of several on a page: only what has the attention counts as read. */
  isOneOfMany: boolean;
}

/** What the list of messages shows, what it tells the room, and what is under way with messages. */
export function useTalk<Feed extends RoomFeed>(
  talk: Talk<Feed>,
): Omit<MessageListProps, 'canWrite'> & { doing: Doing } {
  const { store, view, me, frame, isOneOfMany } = talk;
  const isAttended = useAttention(frame, isOneOfMany);
  const [isFollowing, setFollowing] = useState(true);
  const unread = useUnread(view.feed, me.id, isAttended && isFollowing);
  const doing = useMessageActs(store);
  const onOlder = useCallback(() => void store.loadOlder(), [store]);
  const onSeen = useCallback((seq: number) => store.seen(seq), [store]);
  return {
    rows: useRows(talk, unread),
    older: view.older,
    isOffline: view.link === 'offline',
    isAttended,
    unread: unread.count,
    acts: doing.acts,
    target: doing.target,
    canChange: view.conversationId !== undefined,
    doing,
    onOlder,
    onSeen,
    onFollowing: setFollowing,
  };
}

function useRows<Feed extends RoomFeed>(
  { view, me, others }: Talk<Feed>,
  { newAfter }: Unread,
): Row[] {
  const { log, readMarks, clock, quoted } = view.feed;
  const hasOlder = view.older !== 'none';
  const otherReadSeq = Math.max(0, ...others.map((id) => readMarks[id] ?? 0));
  const clockOffset = Math.round(clock.offset / 1_000) * 1_000;
  return useMemo(
    () =>
      conversationRows({
        messages: log.messages,
        items: view.items,
        quoted,
        personId: me.id,
        personName: me.fullName,
        otherReadSeq,
        newAfter,
        clockOffset,
        hasOlder,
        dayOf,
      }),
    [
      log.messages,
      view.items,
      quoted,
      me.id,
      me.fullName,
      otherReadSeq,
      newAfter,
      clockOffset,
      hasOlder,
    ],
  );
}

/** Cheap enough for thousands of messages at once. */
function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
