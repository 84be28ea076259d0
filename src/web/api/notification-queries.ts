import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { AppNotification } from './api-types';

export const NOTIFICATIONS_KEY = ['notifications'] as const;
const POLL_INTERVAL_MS = 60_000;

/** The newest notifications; polled besides the pushed updates. */
export function useNotifications(): UseQueryResult<AppNotification[]> {
  return useQuery({
    queryKey: NOTIFICATIONS_KEY,
    queryFn: ({ signal }) => api.get('/api/v1/notifications', { signal }),
    refetchInterval: POLL_INTERVAL_MS,
  });
}

export function useMarkNotificationRead(): UseMutationResult<AppNotification, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => api.put('/api/v1/notifications/{id}/read', { path: { id } }),
    onSuccess: (read) =>
      client.setQueryData<AppNotification[]>(NOTIFICATIONS_KEY, (all) =>
        all?.map((notification) => (notification.id === read.id ? read : notification)),
      ),
  });
}
