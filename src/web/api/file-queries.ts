import { useQuery } from '@tanstack/react-query';
import { api } from './api-client';
import type { Message } from './api-types';

type MessageFile = NonNullable<Message['file']>;

const POLL_INTERVAL_MS = 3_000;

/** The scan status of a file; polled until the scan ends. */
export function useScanStatus({ id, scanStatus }: MessageFile): MessageFile['scanStatus'] {
  const isUnfinished = (status: MessageFile['scanStatus']): boolean =>
    status === 'pending' || status === 'scanning';
  const { data = scanStatus } = useQuery({
    queryKey: ['file', id],
    enabled: isUnfinished(scanStatus),
    queryFn: async ({ signal }) => {
      const path = { fileId: id };
      const { security } = await api.get('/api/files/{fileId}', { path, signal });
      return security.scanStatus;
    },
    refetchInterval: ({ state }) => isUnfinished(state.data ?? scanStatus) && POLL_INTERVAL_MS,
  });
  return data;
}
