import { useQuery } from '@tanstack/react-query';
import type { QueryClient, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { Counseling, Session, UnreadCount } from './api-types';

/* What a psychologist's day is made of; it changes by the minute, and is told when it does. */

const AGENDA_KEY = ['counselings', 'agenda'] as const;
const LIVE_KEY = ['live-sessions'] as const;
const UNREAD_KEY = ['unread-of-each'] as const;
const LIMIT = 200;

export interface DayRange {
  from: string;
  to: string;
}

/** What is booked on a day, the earliest first. */
export function useAgenda(day: DayRange): UseQueryResult<Counseling[]> {
  return useQuery({
    queryKey: [...AGENDA_KEY, day],
    queryFn: async ({ signal }) => {
      const query = { ...day, limit: LIMIT };
      const booked = await api.get<Counseling[]>('/counselings/user-sessions', query, signal);
      return booked.reverse();
    },
    refetchInterval: 30_000,
  });
}

/** My running sessions: at most five. */
export function useLiveSessions(): UseQueryResult<Session[]> {
  return useQuery({
    queryKey: LIVE_KEY,
    queryFn: ({ signal }) => api.get<Session[]>('/chat/sessions/active', {}, signal),
    refetchInterval: 10_000,
  });
}

/** How much is unread in each of my sessions, by session. */
export function useUnreadBySession(): ReadonlyMap<string, number> {
  const { data = [] } = useQuery({
    queryKey: UNREAD_KEY,
    queryFn: ({ signal }) => api.get<UnreadCount[]>('/chat/unread-count/each', {}, signal),
    refetchInterval: 5_000,
  });
  return new Map(data.map(({ sessionId, unreadCount }) => [sessionId, unreadCount]));
}

/** Reads the day anew, because something about it has changed. */
export async function refreshToday(client: QueryClient): Promise<void> {
  await Promise.all(
    [['counselings'], LIVE_KEY, UNREAD_KEY].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );
}
