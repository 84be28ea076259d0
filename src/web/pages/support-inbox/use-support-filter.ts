import { useSearchParams } from 'wouter';
import type { SupportRoom } from '../../api/api-types';
import type { SupportFilter } from '../../api/support-team-queries';

export const STATUSES: SupportRoom['status'][] = ['OPEN', 'RESOLVED', 'CLOSED'];
export const PRIORITIES: SupportRoom['priority'][] = ['URGENT', 'HIGH', 'NORMAL', 'LOW'];

/** What the list is narrowed to, kept in the address so that Back and a reload find it again. */
export function useSupportFilter(): [SupportFilter, (change: Partial<SupportFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const filter: SupportFilter = {
    status: STATUSES.find((one) => one === params.get('status')),
    priority: PRIORITIES.find((one) => one === params.get('priority')),
    search: params.get('search') ?? undefined,
  };
  const change = (wanted: Partial<SupportFilter>): void => {
    const entries = Object.entries({ ...filter, ...wanted }).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    );
    setParams(new URLSearchParams(entries), { replace: true });
  };
  return [filter, change];
}
