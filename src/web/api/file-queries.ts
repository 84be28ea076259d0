import { useQuery } from '@tanstack/react-query';
import { api } from './api-client';
import type { Message } from './api-types';
import type { FileFacts } from '../../doors/file-replies';

type FileView = NonNullable<Message['file']>;

const LOOK_EVERY_MS = 3_000;

/** Whether a file was found safe; asked again as long as that is not known. */
export function useFileState({ id, scanStatus }: FileView): FileView['scanStatus'] {
  const isOpen = (state: FileView['scanStatus']): boolean =>
    state === 'pending' || state === 'scanning';
  const { data = scanStatus } = useQuery({
    queryKey: ['file', id],
    enabled: isOpen(scanStatus),
    queryFn: async ({ signal }) => {
      const { security } = await api.get<FileFacts>(`/api/files/${id}`, {}, signal);
      return security.scanStatus;
    },
    refetchInterval: ({ state }) => isOpen(state.data ?? scanStatus) && LOOK_EVERY_MS,
  });
  return data;
}
