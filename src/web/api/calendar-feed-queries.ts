import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import type { Language } from '../i18n/i18n';
import { api } from './api-client';
import type { CalendarFeed, NewCalendarFeed } from './api-types';

const FEED_KEY = ['calendar-feed'] as const;

/** When the user's private calendar address was created. */
export function useCalendarFeed(): UseQueryResult<CalendarFeed> {
  return useQuery({
    queryKey: FEED_KEY,
    queryFn: ({ signal }) => api.get('/api/v1/calendar-feed', { signal }),
  });
}

/** The result holds the address, which cannot be read again. */
export function useRenewCalendarFeed(): UseMutationResult<NewCalendarFeed, Error, Language> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (lang) => api.post('/api/v1/calendar-feed', { body: { lang } }),
    onSuccess: ({ createdAt }) => client.setQueryData(FEED_KEY, { createdAt }),
  });
}

export function useRevokeCalendarFeed(): UseMutationResult<CalendarFeed, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/api/v1/calendar-feed'),
    onSuccess: (feed) => client.setQueryData(FEED_KEY, feed),
  });
}
