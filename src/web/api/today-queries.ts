import { useQuery } from '@tanstack/react-query';
import type { QueryClient, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { Counseling, Session } from './api-types';

/* A psychologist's day; polled besides the pushed updates. */

const AGENDA_KEY = ['counselings', 'agenda'] as const;
const LIVE_KEY = ['live-sessions'] as const;
const UNREAD_KEY = ['unread-by-session'] as const;
const LIMIT = 200;

export interface DayRange {
  from: string;
  to: string;
}

/** The counselings of a day, earliest first. */
export function useAgenda(day: DayRange): UseQueryResult<Counseling[]> {
  return useQuery({
    queryKey: [...AGENDA_KEY, day],
    queryFn: async ({ signal }) => {
      const query = { ...day, limit: LIMIT };
      const booked = await api.get('/api/v1/counselings/user-sessions', { query, signal });
      return booked.reverse();
    },
    refetchInterval: 30_000,
  });
}

/** The psychologist's running sessions. */
export function useLiveSessions(): UseQueryResult<Session[]> {
  return useQuery({
    queryKey: LIVE_KEY,
    queryFn: ({ signal }) => api.get('/api/v1/chat/sessions/active', { signal }),
    refetchInterval: 10_000,
  });
}

/** Unread counts by session id. */
export function useUnreadBySession(): ReadonlyMap<string, number> {
  const { data = [] } = useQuery({
    queryKey: UNREAD_KEY,
    queryFn: ({ signal }) => api.get('/api/v1/chat/unread-count/each', { signal }),
    refetchInterval: 5_000,
  });
  return new Map(data.map(({ sessionId, unreadCount }) => [sessionId, unreadCount]));
}

export async function refreshToday(client: QueryClient): Promise<void> {
  await Promise.all(
    [['counselings'], LIVE_KEY, UNREAD_KEY].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );
}
