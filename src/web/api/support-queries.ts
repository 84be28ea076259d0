import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { SupportPosted, SupportRoom } from './api-types';

export const SUPPORT_KEY = ['support'] as const;
const POLL_INTERVAL_MS = 15_000;
const LIMIT = 100;

/** My support rooms, the one that moved last first. */
export function useOwnSupportRooms(): UseQueryResult<SupportRoom[]> {
  return useQuery({
    queryKey: [...SUPPORT_KEY, 'own'],
    queryFn: ({ signal }) => api.get<SupportRoom[]>('/api/chat/rooms', { limit: LIMIT }, signal),
    refetchInterval: POLL_INTERVAL_MS,
  });
}

export interface SupportRequest {
  subject?: string;
  message: string;
  clientMessageId: string;
}

/** Writes to the team; the answer names the room that this made, or the one that was open. */
export function useRequestSupport(): UseMutationResult<SupportPosted, Error, SupportRequest> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request) => api.post<SupportPosted>('/api/chat/rooms', request),
    onSuccess: () => refreshSupport(client),
  });
}

/** Reads rooms and figures anew, because something in them has changed. */
export function refreshSupport(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: SUPPORT_KEY });
}
