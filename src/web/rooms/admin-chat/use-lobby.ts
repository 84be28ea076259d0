import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refreshSupport } from '../../api/support-queries';
import { EventLine } from '../../realtime/event-line';

/** Hears of every room that moves and reads the list anew; whether the line is there. */
export function useLobby(): boolean {
  const client = useQueryClient();
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    const line = new EventLine(undefined, {
      heard: () => void refreshSupport(client),
      live: setLive,
    });
    line.open();
    return () => line.close();
  }, [client]);
  return isLive;
}
