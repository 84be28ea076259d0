import { useQuery } from '@tanstack/react-query';
import { api } from './api-client';
import type { Message } from './api-types';
import type { FileDescriptionResponse } from '../../api/shared/file-schemas';

type MessageFile = NonNullable<Message['file']>;

const POLL_INTERVAL_MS = 3_000;

/** Whether a file was found safe; asked again as long as that is not known. */
export function useScanStatus({ id, scanStatus }: MessageFile): MessageFile['scanStatus'] {
  const isOpen = (state: MessageFile['scanStatus']): boolean =>
    state === 'pending' || state === 'scanning';
  const { data = scanStatus } = useQuery({
    queryKey: ['file', id],
    enabled: isOpen(scanStatus),
    queryFn: async ({ signal }) => {
      const { security } = await api.get<FileDescriptionResponse>(`/api/files/${id}`, {}, signal);
      return security.scanStatus;
    },
    refetchInterval: ({ state }) => isOpen(state.data ?? scanStatus) && POLL_INTERVAL_MS,
  });
  return data;
}
