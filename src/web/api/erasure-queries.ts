import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  InfiniteData,
  UseInfiniteQueryResult,
  UseMutationResult,
  UseQueryResult,
} from '@tanstack/react-query';
import { api } from './api-client';
import type { ErasureCertificate, ErasureRequest } from './api-types';

const PAGE_SIZE = 50;
const ERASURES = ['team', 'erasures'] as const;

/** Requests of erasures, newest first. Viewing them is audited, so they are read on request only. */
export function useErasures(): UseInfiniteQueryResult<InfiniteData<ErasureRequest[]>> {
  return useInfiniteQuery({
    queryKey: ERASURES,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/v1/team/erasures', { query: { before: pageParam, limit: PAGE_SIZE }, signal }),
    getNextPageParam: (last) => (last.length < PAGE_SIZE ? undefined : last.at(-1)?.id),
    refetchOnWindowFocus: false,
  });
}

export type ErasureDecision = 'approval' | 'undo';

export function useDecideErasure(
  erasureId: string,
): UseMutationResult<ErasureRequest, Error, ErasureDecision> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision) =>
      api.post(`/api/v1/team/erasures/{erasureId}/${decision}`, { path: { erasureId } }),
    onSettled: () => client.invalidateQueries({ queryKey: ERASURES }),
  });
}

export function useErasureCertificate(erasureId: string): UseQueryResult<ErasureCertificate> {
  return useQuery({
    queryKey: [...ERASURES, erasureId, 'certificate'],
    queryFn: ({ signal }) =>
      api.get('/api/v1/team/erasures/{erasureId}/certificate', { path: { erasureId }, signal }),
    staleTime: Infinity,
  });
}

/** Erases a session's conversation, or an account with all its conversations. */
export type NewErasure = { sessionId: string; reason: string } | { userId: string; reason: string };

export function useRequestErasure(): UseMutationResult<ErasureRequest, Error, NewErasure> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ reason, ...subject }) =>
      'sessionId' in subject
        ? api.post('/api/v1/team/sessions/{sessionId}/erasure', { path: subject, body: { reason } })
        : api.post('/api/v1/team/people/{userId}/removal', { path: subject, body: { reason } }),
    onSettled: () => client.invalidateQueries({ queryKey: ERASURES }),
  });
}
