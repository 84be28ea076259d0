import { useState } from 'react';
import { useLiveSessions } from '../../api/today-queries';
import { nextRooms, sameRooms } from './live-rooms';
import type { LiveRoom } from './live-rooms';

/** The rooms on the board, and how one that is over is put away. */
export function useLiveRooms(): {
  rooms: LiveRoom[];
  putAway: (sessionId: string) => void;
} {
  const { data: running } = useLiveSessions();
  const [rooms, setRooms] = useState<LiveRoom[]>([]);
  if (running) {
    const next = nextRooms(rooms, running);
    if (!sameRooms(rooms, next)) setRooms(next);
  }
  return {
    rooms,
    putAway: (sessionId) => setRooms(rooms.filter((room) => room.sessionId !== sessionId)),
  };
}
