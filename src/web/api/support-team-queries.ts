import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { ReplyTemplate, SupportRoom, SupportStatistics } from './api-types';
import { refreshSupport, SUPPORT_KEY } from './support-queries';

/* All support rooms, for the team; polled besides the pushed updates. */

const POLL_INTERVAL_MS = 20_000;
const LIMIT = 100;

export interface SupportFilter {
  status: SupportRoom['status'] | undefined;
  priority: SupportRoom['priority'] | undefined;
  search: string | undefined;
}

export function useSupportRooms(filter: SupportFilter): UseQueryResult<SupportRoom[]> {
  return useQuery({
    queryKey: [...SUPPORT_KEY, 'rooms', filter],
    queryFn: ({ signal }) =>
      api.get('/api/chat/rooms', { query: { ...filter, limit: LIMIT }, signal }),
    refetchInterval: POLL_INTERVAL_MS,
    placeholderData: keepPreviousData,
  });
}

export function useSupportStatistics(): UseQueryResult<SupportStatistics> {
  return useQuery({
    queryKey: [...SUPPORT_KEY, 'statistics'],
    queryFn: ({ signal }) => api.get('/api/chat/statistics', { signal }),
    refetchInterval: POLL_INTERVAL_MS,
  });
}

export function useReplyTemplates(): UseQueryResult<ReplyTemplate[]> {
  return useQuery({
    queryKey: ['reply-templates'],
    queryFn: ({ signal }) => api.get('/api/chat/templates', { signal }),
  });
}

export type SupportRoomChange = Partial<Pick<SupportRoom, 'status' | 'priority' | 'adminId'>>;

/** Changes a room's status, priority or assigned team member. */
export function useManageSupportRoom(
  roomId: number,
): UseMutationResult<SupportRoom, Error, SupportRoomChange> {
  const client = useQueryClient();
  const path = { roomId: String(roomId) };
  return useMutation({
    mutationFn: (body) => api.patch('/api/chat/rooms/{roomId}/manage', { path, body }),
    onSuccess: () => refreshSupport(client),
  });
}
