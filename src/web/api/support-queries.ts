import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { SupportPosted, SupportRequest, SupportRoom } from './api-types';

export const SUPPORT_KEY = ['support'] as const;
const POLL_INTERVAL_MS = 15_000;
const LIMIT = 100;

/** The client's support rooms, latest activity first. */
export function useOwnSupportRooms(): UseQueryResult<SupportRoom[]> {
  return useQuery({
    queryKey: [...SUPPORT_KEY, 'own'],
    queryFn: ({ signal }) => api.get('/api/chat/rooms', { query: { limit: LIMIT }, signal }),
    refetchInterval: POLL_INTERVAL_MS,
  });
}

/** Writes to the team: opens a room, or continues in the open one. */
export function useRequestSupport(): UseMutationResult<SupportPosted, Error, SupportRequest> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => api.post('/api/chat/rooms', { body }),
    onSuccess: () => refreshSupport(client),
  });
}

/** Refetches rooms and statistics. */
export function refreshSupport(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: SUPPORT_KEY });
}
