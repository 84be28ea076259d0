import { useSearchParams } from 'wouter';
import { SESSION_STATUSES } from '../../../../enums';
import type { BoardFilter } from '../../../api/team-queries';
import { isDay } from '../../../i18n/is-day';
import { localToday } from '../../../i18n/local-day';

/** The filter, stored in the URL so that Back and a reload restore it. */
export function useBoardFilter(): [BoardFilter, (change: Partial<BoardFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const day = params.get('day') ?? '';
  const status = SESSION_STATUSES.find((known) => known === params.get('status'));
  const psychologistId = params.get('psychologist') ?? undefined;
  const filter: BoardFilter = {
    day: isDay(day) ? day : localToday(),
    status,
    psychologistId,
  };
  const change = (changes: Partial<BoardFilter>): void => {
    const next = { ...filter, ...changes };
    const entries = Object.entries({
      day: next.day === localToday() ? undefined : next.day,
      status: next.status,
      psychologist: next.psychologistId,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    setParams(new URLSearchParams(entries), { replace: true });
  };
  return [filter, change];
}
