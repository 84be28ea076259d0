import type { SupportRoom } from '../api/api-types';
import { readRoomReading, readRoomStatus } from './support-events';
import { nextQuietLook } from './next-look';
import type { RoomSubject, Stage } from './room-subject';
import { emptySupport, OTHER_SIDE, takeReading, takeRoom, takeStatus } from './support-feed';
import type { SupportFeed } from './support-feed';

/** A resolved one is opened again by the next message (C-46). */
const STAGES: Record<SupportRoom['status'], Stage> = {
  OPEN: 'open',
  RESOLVED: 'open',
  CLOSED: 'over',
};

/** A room in which a client and the team write to each other. */
export function supportSubject(
  api: { room(): Promise<SupportRoom> },
  personId: string,
): RoomSubject<SupportFeed> {
  return {
    empty: emptySupport,
    ask: async () => {
      const room = await api.room();
      return (feed, asked) => takeRoom(feed, { ...asked, room });
    },
    hear: (feed, name, data) => {
      const status = name === 'status' ? readRoomStatus(data) : undefined;
      if (status) return takeStatus(feed, status);
      const reading = name === 'read' ? readRoomReading(data) : undefined;
      return reading && String(reading.userId) !== personId ? takeReading(feed, reading) : feed;
    },
    stage: ({ room }) => (room ? STAGES[room.status] : 'unknown'),
    nextLook: ({ room }, at) => nextQuietLook(room?.status === 'CLOSED', at),
    conversationId: () => undefined,
    others: () => [OTHER_SIDE],
  };
}
