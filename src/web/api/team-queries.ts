import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import type { SessionStatus } from '../../enums';
import { addDays, startOfDay } from '../i18n/local-day';
import { api } from './api-client';
import type { Session, TeamHealth, TeamSession, Timeline, ZoneCorrection } from './api-types';

const TEAM = 'team';
const LIMIT = 500;

/** `day` is a local date, `YYYY-MM-DD`. */
export interface BoardFilter {
  day: string;
  status?: SessionStatus;
  psychologistId?: string;
}

/** The sessions of a day; polled every `everyMs` besides the pushed updates. */
export function useTeamSessions(
  { day, status, psychologistId }: BoardFilter,
  everyMs: number,
): UseQueryResult<TeamSession[]> {
  const query = {
    from: startOfDay(day),
    to: startOfDay(addDays(day, 1)),
    limit: LIMIT,
    status,
    psychologistId,
  };
  return useQuery({
    queryKey: [TEAM, 'sessions', query],
    queryFn: ({ signal }) => api.get('/api/v1/team/sessions', { query, signal }),
    refetchInterval: everyMs,
    placeholderData: (previous) => previous,
  });
}

export function useTeamSession(sessionId: string, everyMs: number): UseQueryResult<TeamSession> {
  return useQuery({
    queryKey: [TEAM, 'sessions', sessionId],
    queryFn: async ({ signal }) => {
      const [session] = await api.get('/api/v1/team/sessions', {
        query: { sessionId },
        signal,
      });
      return session ?? null;
    },
    select: (session) => session as TeamSession,
    refetchInterval: everyMs,
  });
}

/** The planned and executed steps of a session. */
export function useTimeline(sessionId: string, everyMs: number): UseQueryResult<Timeline> {
  return useQuery({
    queryKey: [TEAM, 'timeline', sessionId],
    queryFn: ({ signal }) =>
      api.get('/api/v1/team/sessions/{sessionId}/timeline', { path: { sessionId }, signal }),
    refetchInterval: everyMs,
  });
}

export function useTeamHealth(everyMs: number): UseQueryResult<TeamHealth> {
  return useQuery({
    queryKey: [TEAM, 'health'],
    queryFn: ({ signal }) => api.get('/api/v1/team/health', { signal }),
    refetchInterval: everyMs,
  });
}

/** Open bookings that a change of time zone rules concerned. */
export function useZoneCorrections(): UseQueryResult<ZoneCorrection[]> {
  return useQuery({
    queryKey: [TEAM, 'zone-corrections'],
    queryFn: ({ signal }) => api.get('/api/v1/team/zone-corrections', { signal }),
  });
}

export type TeamAction = { action: 'start' | 'end' } | { action: 'cancel'; reason: string };

/** Starts, ends or cancels a session manually. */
export function useTeamAction(sessionId: string): UseMutationResult<Session, Error, TeamAction> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act) => {
      const path = { sessionId };
      return act.action === 'cancel'
        ? api.post('/api/v1/team/sessions/{sessionId}/cancel', {
            path,
            body: { reason: act.reason },
          })
        : api.post(`/api/v1/team/sessions/{sessionId}/${act.action}`, { path });
    },
    onSettled: () => refreshTeam(client),
  });
}

export function refreshTeam(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: [TEAM] });
}
