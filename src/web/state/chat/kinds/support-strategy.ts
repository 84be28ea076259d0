import { api } from '../../../api/api-client';
import type { SupportDetail, SupportRoom } from '../../../api/api-types';
import { parseRoomRead, parseRoomStatus } from '../../transport/support-events';
import { SupportTransport } from '../../transport/support-transport';
import { applyDetails, applyReadMark, changeDetails } from '../chat-state';
import type { ChatState } from '../chat-state';
import { historyApi } from '../chat-strategy';
import type { ChatPhase, ChatStrategy, HistoryQuery } from '../chat-strategy';
import { quietPollDelay } from '../poll-delay';
import { OTHER_SIDE, toMessage, toMessagePage } from './support-messages';

/** The next message reopens a resolved room (C-46). */
const PHASES: Record<SupportRoom['status'], ChatPhase> = {
  OPEN: 'open',
  RESOLVED: 'open',
  CLOSED: 'ended',
};

/** A room in which a client and the team write to each other. */
export function supportStrategy(roomId: string, userId: string): ChatStrategy<SupportRoom> {
  const path = { roomId };
  const fetchRoom = (query: HistoryQuery): Promise<SupportDetail> =>
    api.get('/api/chat/rooms/{roomId}', { path, query });
  return {
    storageKey: `support-${roomId}`,
    keepsHistory: true,
    api: {
      ...historyApi(async (query) => toMessagePage(await fetchRoom(query), userId)),
      sendMessage: async ({ id, text }) => {
        const body = { message: text, messageType: 'TEXT', clientMessageId: id } as const;
        return toMessage(await api.post('/api/chat/rooms/{roomId}', { path, body }));
      },
      markRead: (upToSeq) => api.post('/api/chat/rooms/{roomId}/read', { path, body: { upToSeq } }),
    },
    createTransport: (handlers) =>
      new SupportTransport({
        roomId,
        handlers,
        sendTyping: (isTyping) =>
          api.post('/api/chat/rooms/{roomId}/typing', { path, body: { isTyping } }),
      }),
    fetchDetails: async () => {
      const room = await fetchRoom({ limit: 1 });
      return (state, context) => applyDetails<SupportRoom>(state, room, context);
    },
    applyEvent: (state, name, data) => {
      const status = name === 'status' ? parseRoomStatus(data) : undefined;
      if (status) return changeDetails(state, { status });
      const read = name === 'read' ? parseRoomRead(data) : undefined;
      return read && String(read.userId) !== userId ? applyRoomRead(state, read) : state;
    },
    phase: ({ status }) => PHASES[status],
    pollDelay: (room, context) => (room?.status === 'CLOSED' ? undefined : quietPollDelay(context)),
    conversationId: () => undefined,
    otherMemberIds: () => [OTHER_SIDE],
  };
}

/** Messages of the reader's own side are ignored: reading them does not move the other side's mark. */
function applyRoomRead<Details>(
  state: ChatState<Details>,
  { userId, messageIds }: { userId: number; messageIds: readonly number[] },
): ChatState<Details> {
  const ids = new Set(messageIds.map(String));
  const seqs = state.log.messages
    .filter(({ id, senderId }) => ids.has(id) && senderId !== String(userId))
    .map(({ seq }) => seq);
  return applyReadMark(state, OTHER_SIDE, Math.max(0, ...seqs));
}
