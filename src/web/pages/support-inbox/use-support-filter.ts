import { useSearchParams } from 'wouter';
import type { SupportRoom } from '../../api/api-types';
import type { SupportFilter } from '../../api/support-team-queries';

export const STATUSES: SupportRoom['status'][] = ['OPEN', 'RESOLVED', 'CLOSED'];
export const PRIORITIES: SupportRoom['priority'][] = ['URGENT', 'HIGH', 'NORMAL', 'LOW'];

/** The filter, stored in the URL so that Back and a reload restore it. */
export function useSupportFilter(): [SupportFilter, (change: Partial<SupportFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const filter: SupportFilter = {
    status: STATUSES.find((known) => known === params.get('status')),
    priority: PRIORITIES.find((known) => known === params.get('priority')),
    search: params.get('search') ?? undefined,
  };
  const change = (changes: Partial<SupportFilter>): void => {
    const entries = Object.entries({ ...filter, ...changes }).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    );
    setParams(new URLSearchParams(entries), { replace: true });
  };
  return [filter, change];
}
