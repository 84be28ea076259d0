import { useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { api } from './api-client';
import type { UserPresence } from './api-types';

/** The server takes up to twenty seconds to detect a lost client. */
const POLL_INTERVAL_MS = 10_000;
const PRESENCE_KEY = ['presence'] as const;

/** Presence by user id; unknown users are absent. */
export function usePresence(ids: readonly string[]): ReadonlyMap<string, UserPresence['status']> {
  const userIds = [...ids].sort().join();
  const { data = UNKNOWN } = useQuery({
    queryKey: [...PRESENCE_KEY, userIds],
    queryFn: ({ signal }) => api.get('/api/presence', { query: { userIds }, signal }),
    enabled: ids.length > 0,
    refetchInterval: POLL_INTERVAL_MS,
    select: byId,
  });
  return data;
}

export function refreshPresence(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: PRESENCE_KEY });
}

const UNKNOWN: ReadonlyMap<string, UserPresence['status']> = new Map();

function byId(presences: UserPresence[]): ReadonlyMap<string, UserPresence['status']> {
  return new Map(presences.map(({ userId, status }) => [userId, status]));
}
