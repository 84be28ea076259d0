import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { PushPreferences } from './api-types';

const PREFERENCES_KEY = ['push-preferences'] as const;

export function usePushPreferences(): UseQueryResult<PushPreferences> {
  return useQuery({
    queryKey: PREFERENCES_KEY,
    queryFn: ({ signal }) => api.get('/api/v1/push/preferences', { signal }),
  });
}

export function useSetPushPreferences(): UseMutationResult<
  PushPreferences,
  Error,
  PushPreferences
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (preferences) => api.put('/api/v1/push/preferences', { body: preferences }),
    onMutate: (preferences) => client.setQueryData(PREFERENCES_KEY, preferences),
    onSettled: () => client.invalidateQueries({ queryKey: PREFERENCES_KEY }),
  });
}
