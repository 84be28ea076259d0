import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { PushPreferences } from '../../delivery/push/push-preferences';

const PREFERENCES_KEY = ['push-preferences'] as const;

/** What I want to be woken for. */
export function usePushPreferences(): UseQueryResult<PushPreferences> {
  return useQuery({
    queryKey: PREFERENCES_KEY,
    queryFn: ({ signal }) => api.get<PushPreferences>('/push/preferences', {}, signal),
  });
}

export function useSetPushPreferences(): UseMutationResult<
  PushPreferences,
  Error,
  PushPreferences
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish) => api.put<PushPreferences>('/push/preferences', wish),
    onMutate: (wish) => client.setQueryData(PREFERENCES_KEY, wish),
    onSettled: () => client.invalidateQueries({ queryKey: PREFERENCES_KEY }),
  });
}
