import { useSearchParams } from 'wouter';
import type { DayRange } from '../../api/today-queries';
import { isDay } from '../../i18n/is-day';
import { addDays, localDay, startOfDay } from '../../i18n/local-day';
import { useNow } from '../../components/hooks/use-now';

export interface AgendaDay {
  /** YYYY-MM-DD */
  day: string;
  isToday: boolean;
  span: DayRange;
  move: (days: number) => void;
  toToday: () => void;
}

/** The day shown, stored in the URL so that Back and a reload restore it. */
export function useAgendaDay(): AgendaDay {
  const [params, setParams] = useSearchParams();
  // The page may stay open past midnight.
  const today = localDay(useNow(30_000));
  const requested = params.get('day') ?? '';
  const day = isDay(requested) ? requested : today;
  const show = (next: string): void =>
    setParams(next === today ? {} : { day: next }, { replace: true });
  return {
    day,
    isToday: day === today,
    span: { from: startOfDay(day), to: startOfDay(addDays(day, 1)) },
    move: (days) => show(addDays(day, days)),
    toToday: () => show(today),
  };
}
