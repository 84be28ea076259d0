import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type {
  InfiniteData,
  QueryClient,
  UseInfiniteQueryResult,
  UseMutationResult,
  UseQueryOptions,
  UseQueryResult,
} from '@tanstack/react-query';
import { api } from './api-client';
import type { Query } from './api-operations';
import type {
  BookedCounseling,
  BookedSeries,
  Booking,
  Counseling,
  Psychologist,
  Reschedule,
  Series,
  Slot,
} from './api-types';
import { serverNow } from './server-clock';

export const COUNSELINGS_KEY = ['counselings'] as const;
export const SLOTS_KEY = ['slots'] as const;
const PAGE_SIZE = 100;
const SOON_MS = 2 * 60_000;

export type SlotSearch = Query<'/api/v1/counselings/slots'>;

export function slotsQuery(search: SlotSearch): UseQueryOptions<Slot[]> {
  return {
    queryKey: [...SLOTS_KEY, search],
    queryFn: ({ signal }) => api.get('/api/v1/counselings/slots', { query: search, signal }),
    // Other clients may book a slot at any moment.
    staleTime: 10_000,
    refetchInterval: 60_000,
  };
}

/** The free slots of a day in the requested time zone. */
export function useSlots(search: SlotSearch): UseQueryResult<Slot[]> {
  return useQuery(slotsQuery(search));
}

/** The latest start that can be booked now. */
export function useLatestStart(): string | undefined {
  const { data } = useQuery({
    queryKey: [...SLOTS_KEY, 'window'],
    queryFn: ({ signal }) => api.get('/api/v1/counselings/booking-window', { signal }),
    staleTime: 60_000,
  });
  return data?.latest;
}

export function usePsychologists(): UseQueryResult<Psychologist[]> {
  return useQuery({
    queryKey: ['psychologists'],
    queryFn: ({ signal }) => api.get('/api/v1/psychologists', { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The user's counselings, latest start first, by page. */
export function useCounselings(): UseInfiniteQueryResult<InfiniteData<Counseling[]>> {
  return useInfiniteQuery({
    queryKey: [...COUNSELINGS_KEY, 'mine'],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/v1/counselings/user-sessions', {
        query: { page: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    getNextPageParam: (last, pages) => (last.length < PAGE_SIZE ? undefined : pages.length + 1),
    refetchInterval: ({ state }) => (changesSoon(state.data) ? 10_000 : 60_000),
  });
}

/** A counseling close to its start or running changes soon. */
function changesSoon(data: InfiniteData<Counseling[]> | undefined): boolean {
  const now = serverNow();
  return (data?.pages.flat() ?? []).some(
    ({ status, scheduledAt }) => status === 'booked' && Date.parse(scheduledAt) - now < SOON_MS,
  );
}

export function useCounseling(id: string): UseQueryResult<Counseling> {
  return useQuery({
    queryKey: [...COUNSELINGS_KEY, 'one', id],
    queryFn: ({ signal }) => api.get('/api/v1/counselings/{id}', { path: { id }, signal }),
  });
}

export function useBookCounseling(): UseMutationResult<BookedCounseling, Error, Booking> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => api.post('/api/v1/counselings/book', { body, once: true }),
    onSuccess: (booked) => storeCounseling(client, booked),
    onError: () => client.invalidateQueries({ queryKey: SLOTS_KEY }),
  });
}

export function useBookSeries(): UseMutationResult<BookedSeries, Error, Series> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) => api.post('/api/v1/counselings/book-series', { body, once: true }),
    onSuccess: ({ counselings }) => {
      for (const counseling of counselings) storeCounseling(client, counseling);
    },
    onError: () => client.invalidateQueries({ queryKey: SLOTS_KEY }),
  });
}

export function useRescheduleCounseling(
  id: string,
): UseMutationResult<Counseling, Error, Reschedule> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) =>
      api.put('/api/v1/counselings/{id}/reschedule', { path: { id }, body, once: true }),
    onSuccess: (moved) => storeCounseling(client, moved),
    onError: () => client.invalidateQueries({ queryKey: SLOTS_KEY }),
  });
}

export function useCancelCounseling(
  id: string,
): UseMutationResult<Counseling, Error, { reason?: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) =>
      api.put('/api/v1/counselings/{id}/cancel', { path: { id }, body, once: true }),
    onSuccess: (cancelled) => storeCounseling(client, cancelled),
    onError: () => client.invalidateQueries({ queryKey: COUNSELINGS_KEY }),
  });
}

export function calendarUrl(id: string): string {
  return `/api/v1/counselings/${id}/calendar.ics`;
}

function storeCounseling(client: QueryClient, counseling: Counseling): void {
  client.setQueryData([...COUNSELINGS_KEY, 'one', counseling.id], counseling);
  void client.invalidateQueries({ queryKey: COUNSELINGS_KEY });
  void client.invalidateQueries({ queryKey: SLOTS_KEY });
}
