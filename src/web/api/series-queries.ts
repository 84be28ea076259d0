import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { api } from './api-client';
import type { CancelledSeries } from './api-types';
import { COUNSELINGS_KEY, SLOTS_KEY } from './counseling-queries';
import { refreshTeam } from './team-queries';

export type SeriesCancellation = UseMutationResult<CancelledSeries, Error, string>;

/** Cancels the sessions of a weekly series; the variable is the reason, or empty. */
export function useCancelSeries(seriesId: string): SeriesCancellation {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason) =>
      api.put('/api/v1/counselings/series/{seriesId}/cancel', {
        path: { seriesId },
        body: reason ? { reason } : {},
        once: true,
      }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: SLOTS_KEY });
      return client.invalidateQueries({ queryKey: COUNSELINGS_KEY });
    },
  });
}

/** For the team: the reason is required. */
export function useTeamCancelSeries(seriesId: string): SeriesCancellation {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason) =>
      api.post('/api/v1/team/series/{seriesId}/cancel', { path: { seriesId }, body: { reason } }),
    onSettled: () => refreshTeam(client),
  });
}
