import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { refreshSupport } from '../../api/support-queries';
import { SupportStream } from '../../state/transport/support-stream';

/** Refreshes the list on every change of any support room. */
export function useSupportUpdates(): void {
  const client = useQueryClient();
  useEffect(() => {
    const stream = new SupportStream(undefined, {
      onFrame: () => void refreshSupport(client),
      onLiveChange: () => undefined,
    });
    stream.open();
    return () => stream.close();
  }, [client]);
}
