import { useCallback, useMemo, useState } from 'react';
import type { RefObject } from 'react';
import type { SignedIn } from '../../api/api-types';
import type { ReadyChat } from '../../state/chat/chat-snapshot';
import type { ChatControls } from '../../state/chat/chat-store';
import { useMessageActions } from '../message/use-message-actions';
import type { MessageActionState } from '../message/use-message-actions';
import type { MessageListProps } from './message-list';
import { buildMessageRows } from './message-rows';
import type { MessageRowData } from './message-rows';
import { useAttention } from './use-attention';
import { useUnread } from './use-unread';

export interface MessageListInput {
  store: ChatControls;
  snapshot: ReadyChat<unknown>;
  me: SignedIn['user'];
  frame: RefObject<HTMLDivElement | null>;
  /** One of several chats on the page: only the one with the attention marks messages read. */
  isCompact: boolean;
}

/** The props of a chat's message list, and the state of the actions on its messages. */
export function useMessageList(
  input: MessageListInput,
): Omit<MessageListProps, 'canWrite'> & { actionState: MessageActionState } {
  const { store, snapshot, me, frame, isCompact } = input;
  const hasAttention = useAttention(frame, isCompact);
  const [isFollowing, setFollowing] = useState(true);
  const { count, newAfter } = useUnread(snapshot.state, me.id, hasAttention && isFollowing);
  const actionState = useMessageActions(store);
  const onLoadOlder = useCallback(() => void store.loadOlder(), [store]);
  const onRead = useCallback((seq: number) => store.markRead(seq), [store]);
  return {
    rows: useRows(input, newAfter),
    older: snapshot.older,
    isOffline: snapshot.connection === 'offline',
    hasAttention,
    unread: count,
    actions: actionState.actions,
    target: actionState.target,
    canChange: snapshot.conversationId !== undefined,
    actionState,
    onLoadOlder,
    onRead,
    onFollowingChange: setFollowing,
  };
}

function useRows(
  { snapshot, me }: MessageListInput,
  newAfter: number | undefined,
): MessageRowData[] {
  const { outgoing, otherMemberIds } = snapshot;
  const { log, readMarks, clock, quoted } = snapshot.state;
  const { messages } = log;
  const { id: userId, fullName: userName } = me;
  const hasOlder = snapshot.older !== 'none';
  const otherReadSeq = Math.max(0, ...otherMemberIds.map((id) => readMarks[id] ?? 0));
  // Whole seconds: a finer estimate would rebuild all rows for nothing.
  const clockOffset = Math.round(clock.offset / 1_000) * 1_000;
  return useMemo(
    () =>
      buildMessageRows({
        messages,
        outgoing,
        quoted,
        userId,
        userName,
        otherReadSeq,
        newAfter,
        clockOffset,
        hasOlder,
        dayOf,
      }),
    [messages, outgoing, quoted, userId, userName, otherReadSeq, newAfter, clockOffset, hasOlder],
  );
}

/** `Intl` is too slow for thousands of messages. */
function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
