import { useSearchParams } from 'wouter';
import { SESSION_STATUSES } from '../../../../enums';
import type { BoardFilter } from '../../../api/team-queries';
import { isDay } from '../../../i18n/is-day';

/** The filter, stored in the URL so that Back and a reload restore it. */
export function useBoardFilter(): [BoardFilter, (change: Partial<BoardFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const day = params.get('day') ?? '';
  const status = SESSION_STATUSES.find((known) => known === params.get('status'));
  const psychologistId = params.get('psychologist') ?? undefined;
  const filter: BoardFilter = { day: isDay(day) ? day : localDay(), status, psychologistId };
  const change = (changes: Partial<BoardFilter>): void => {
    const next = { ...filter, ...changes };
    const entries = Object.entries({
      day: next.day === localDay() ? undefined : next.day,
      status: next.status,
      psychologist: next.psychologistId,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    setParams(new URLSearchParams(entries), { replace: true });
  };
  return [filter, change];
}

/** `from` (default today) plus `days` on the device's calendar. */
export function localDay(days = 0, from?: string): string {
  const date = from === undefined ? new Date() : new Date(`${from}T12:00:00`);
  date.setDate(date.getDate() + days);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
