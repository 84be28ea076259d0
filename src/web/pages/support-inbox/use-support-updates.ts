import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refreshSupport } from '../../api/support-queries';
import { SupportStream } from '../../state/transport/support-stream';

/** Hears of every room that moves and reads the list anew; whether the line is there. */
export function useSupportUpdates(): boolean {
  const client = useQueryClient();
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    const line = new SupportStream(undefined, {
      onFrame: () => void refreshSupport(client),
      onLiveChange: setLive,
    });
    line.open();
    return () => line.close();
  }, [client]);
  return isLive;
}
