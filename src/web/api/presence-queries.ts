import { useQuery } from '@tanstack/react-query';
import { api } from './api-client';
import type { UserPresence } from './api-types';

/** Somebody who was killed is offline within twenty seconds; a page knows it soon after. */
const POLL_INTERVAL_MS = 10_000;

/** Who of these people is there; of whom nothing is told, nothing is known. */
export function usePresence(ids: readonly string[]): ReadonlyMap<string, UserPresence['status']> {
  const userIds = [...ids].sort().join();
  const { data = UNKNOWN } = useQuery({
    queryKey: ['presence', userIds],
    queryFn: ({ signal }) => api.get<UserPresence[]>('/api/presence', { userIds }, signal),
    enabled: ids.length > 0,
    refetchInterval: POLL_INTERVAL_MS,
    select: byId,
  });
  return data;
}

const UNKNOWN: ReadonlyMap<string, UserPresence['status']> = new Map();

function byId(people: UserPresence[]): ReadonlyMap<string, UserPresence['status']> {
  return new Map(people.map(({ userId, status }) => [userId, status]));
}
