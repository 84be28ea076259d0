import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { DateHours, OwnAvailability, Psychologist, TimeOff, WeeklyHours } from './api-types';
import { useMe } from './auth-queries';

const OWN_KEY = ['own-availability'] as const;

/** The signed-in psychologist's hours and time off. */
export function useOwnAvailability(): UseQueryResult<Psychologist> {
  const me = useMe();
  return useQuery({
    queryKey: OWN_KEY,
    queryFn: async ({ signal }) => {
      const psychologists = await api.get('/api/v1/psychologists', { signal });
      const own = psychologists.find(({ id }) => id === me.id);
      if (!own) throw new Error('The list of psychologists does not contain the signed-in user');
      return own;
    },
    // A refetch must not overwrite what the user is editing.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

export function useSetHours(): UseMutationResult<OwnAvailability, Error, WeeklyHours> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => api.put('/api/v1/psychologists/me/hours', { body }),
    onSuccess: (own) => storeAvailability(client, own),
  });
}

export function useAddTimeOff(): UseMutationResult<OwnAvailability, Error, TimeOff> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => api.post('/api/v1/psychologists/me/time-off', { body }),
    onSuccess: (own) => storeAvailability(client, own),
  });
}

export function useRemoveTimeOff(): UseMutationResult<OwnAvailability, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => api.delete('/api/v1/psychologists/me/time-off/{id}', { path: { id } }),
    onSuccess: (own) => storeAvailability(client, own),
    onError: () => client.invalidateQueries({ queryKey: OWN_KEY }),
  });
}

export function useSetDateHours(): UseMutationResult<OwnAvailability, Error, DateHours> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ date, hours }) =>
      api.put('/api/v1/psychologists/me/dates/{date}', { path: { date }, body: { hours } }),
    onSuccess: (own) => storeAvailability(client, own),
  });
}

export function useRemoveDateHours(): UseMutationResult<OwnAvailability, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (date) => api.delete('/api/v1/psychologists/me/dates/{date}', { path: { date } }),
    onSuccess: (own) => storeAvailability(client, own),
    onError: () => client.invalidateQueries({ queryKey: OWN_KEY }),
  });
}

export function useSetBuffer(): UseMutationResult<OwnAvailability, Error, number> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (minutes) => api.put('/api/v1/psychologists/me/buffer', { body: { minutes } }),
    onSuccess: (own) => storeAvailability(client, own),
  });
}

function storeAvailability(client: QueryClient, { affected: _, ...own }: OwnAvailability): void {
  client.setQueryData<Psychologist>(OWN_KEY, own);
  void client.invalidateQueries({ queryKey: ['psychologists'] });
}
