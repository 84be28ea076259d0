import { useInfiniteQuery } from '@tanstack/react-query';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { AuditedAction } from '../../audited-actions';
import { api } from './api-client';
import type { AuditEntry } from './api-types';
import { addDays, startOfDay } from '../i18n/local-day';

const PAGE_SIZE = 50;

/** Days are local dates, `YYYY-MM-DD`, both included. */
export interface AuditFilter {
  action?: AuditedAction | undefined;
  actorId?: string | undefined;
  userId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The audit log, newest first. Each read of it is an entry, so it is fetched on request only. */
export function useAuditLog({
  from,
  to,
  ...filter
}: AuditFilter): UseInfiniteQueryResult<InfiniteData<AuditEntry[]>> {
  const query = {
    ...filter,
    from: from && startOfDay(from),
    to: to && startOfDay(addDays(to, 1)),
    limit: PAGE_SIZE,
  };
  return useInfiniteQuery({
    queryKey: ['team', 'audit', query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/v1/team/audit', { query: { ...query, before: pageParam }, signal }),
    getNextPageParam: (last) => (last.length < PAGE_SIZE ? undefined : last.at(-1)?.id),
    refetchOnWindowFocus: false,
  });
}
