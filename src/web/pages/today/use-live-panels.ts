import { useState } from 'react';
import { useLiveSessions } from '../../api/today-queries';
import { nextPanels, samePanels } from './live-panels';
import type { LivePanel } from './live-panels';

/** The rooms on the board, and how one that is over is put away. */
export function useLivePanels(): {
  panels: LivePanel[];
  closePanel: (sessionId: string) => void;
} {
  const { data: running } = useLiveSessions();
  const [rooms, setRooms] = useState<LivePanel[]>([]);
  if (running) {
    const next = nextPanels(rooms, running);
    if (!samePanels(rooms, next)) setRooms(next);
  }
  return {
    panels: rooms,
    closePanel: (sessionId) => setRooms(rooms.filter((room) => room.sessionId !== sessionId)),
  };
}
