import type { SupportRoom } from '../../../api/api-types';
import { parseRoomRead, parseRoomStatus } from '../../transport/support-events';
import { quietPollDelay } from '../poll-delay';
import type { ChatStrategy, ChatPhase } from '../chat-strategy';
import {
  emptySupportChat,
  OTHER_SIDE,
  applyRoomRead,
  applyRoom,
  applyRoomStatus,
} from './support-state';
import type { SupportChatState } from './support-state';

/** A resolved one is opened again by the next message (C-46). */
const PHASES: Record<SupportRoom['status'], ChatPhase> = {
  OPEN: 'open',
  RESOLVED: 'open',
  CLOSED: 'over',
};

/** A room in which a client and the team write to each other. */
export function supportStrategy(
  api: { room(): Promise<SupportRoom> },
  personId: string,
): ChatStrategy<SupportChatState> {
  return {
    initialState: emptySupportChat,
    fetchDetails: async () => {
      const room = await api.room();
      return (feed, asked) => applyRoom(feed, { ...asked, room });
    },
    applyEvent: (feed, name, data) => {
      const status = name === 'status' ? parseRoomStatus(data) : undefined;
      if (status) return applyRoomStatus(feed, status);
      const reading = name === 'read' ? parseRoomRead(data) : undefined;
      return reading && String(reading.userId) !== personId ? applyRoomRead(feed, reading) : feed;
    },
    phase: ({ room }) => (room ? PHASES[room.status] : 'unknown'),
    pollDelay: ({ room }, at) => quietPollDelay(room?.status === 'CLOSED', at),
    conversationId: () => undefined,
    otherMemberIds: () => [OTHER_SIDE],
  };
}
