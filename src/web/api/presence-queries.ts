import { useQuery } from '@tanstack/react-query';
import { api } from './api-client';
import type { PresenceOf } from './api-types';

/** Somebody who was killed is offline within twenty seconds; a page knows it soon after. */
const LOOK_EVERY_MS = 10_000;

/** Who of these people is there; of whom nothing is told, nothing is known. */
export function usePresence(ids: readonly string[]): ReadonlyMap<string, PresenceOf['status']> {
  const userIds = [...ids].sort().join();
  const { data = NOBODY } = useQuery({
    queryKey: ['presence', userIds],
    queryFn: ({ signal }) => api.get<PresenceOf[]>('/api/presence', { userIds }, signal),
    enabled: ids.length > 0,
    refetchInterval: LOOK_EVERY_MS,
    select: byId,
  });
  return data;
}

const NOBODY: ReadonlyMap<string, PresenceOf['status']> = new Map();

function byId(people: PresenceOf[]): ReadonlyMap<string, PresenceOf['status']> {
  return new Map(people.map(({ userId, status }) => [userId, status]));
}
