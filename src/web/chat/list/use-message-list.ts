import { useCallback, useMemo, useState } from 'react';
import type { RefObject } from 'react';
import type { SignedIn } from '../../api/api-types';
import type { ChatState } from '../../state/chat/chat-state';
import type { ChatStore, ChatSnapshot } from '../../state/chat/chat-store';
import { buildMessageRows } from './message-rows';
import type { MessageRowData } from './message-rows';
import type { MessageListProps } from './message-list';
import { useMessageActions } from '../message/use-message-actions';
import type { MessageActionState } from '../message/use-message-actions';
import { useAttention } from './use-attention';
import { useUnread } from './use-unread';
import type { Unread } from './use-unread';

export interface MessageListInput<Feed extends ChatState> {
  store: ChatStore<Feed>;
  snapshot: ChatSnapshot<Feed>;
  me: SignedIn['user'];
  /** Everybody else in it. */
  otherMemberIds: readonly string[];
  frame: RefObject<HTMLDivElement | null>;
  /** One of several on a page: only what has the attention counts as read. */
  isCompact: boolean;
}

/** What the list of messages shows, what it tells the room, and what is under way with messages. */
export function useMessageList<Feed extends ChatState>(
  talk: MessageListInput<Feed>,
): Omit<MessageListProps, 'canWrite'> & { doing: MessageActionState } {
  const { store, snapshot: view, me, frame, isCompact: isOneOfMany } = talk;
  const isAttended = useAttention(frame, isOneOfMany);
  const [isFollowing, setFollowing] = useState(true);
  const unread = useUnread(view.state, me.id, isAttended && isFollowing);
  const doing = useMessageActions(store);
  const onOlder = useCallback(() => void store.loadOlder(), [store]);
  const onSeen = useCallback((seq: number) => store.markRead(seq), [store]);
  return {
    rows: useRows(talk, unread),
    older: view.older,
    isOffline: view.connection === 'offline',
    hasAttention: isAttended,
    unread: unread.count,
    actions: doing.actions,
    target: doing.target,
    canChange: view.conversationId !== undefined,
    doing,
    onLoadOlder: onOlder,
    onRead: onSeen,
    onFollowingChange: setFollowing,
  };
}

function useRows<Feed extends ChatState>(
  { snapshot: view, me, otherMemberIds: others }: MessageListInput<Feed>,
  { newAfter }: Unread,
): MessageRowData[] {
  const { log, readMarks, clock, quoted } = view.state;
  const hasOlder = view.older !== 'none';
  const otherReadSeq = Math.max(0, ...others.map((id) => readMarks[id] ?? 0));
  const clockOffset = Math.round(clock.offset / 1_000) * 1_000;
  return useMemo(
    () =>
      buildMessageRows({
        messages: log.messages,
        outgoing: view.outgoing,
        quoted,
        userId: me.id,
        userName: me.fullName,
        otherReadSeq,
        newAfter,
        clockOffset,
        hasOlder,
        dayOf,
      }),
    [
      log.messages,
      view.outgoing,
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
