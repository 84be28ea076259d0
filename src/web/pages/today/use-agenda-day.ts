import { useSearchParams } from 'wouter';
import type { DayRange } from '../../api/today-queries';
import { addDays, localDay } from '../../i18n/local-day';
import { useNow } from '../../components/hooks/use-now';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

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
    span: { from: startOf(day), to: startOf(addDays(day, 1)) },
    move: (days) => show(addDays(day, days)),
    toToday: () => show(today),
  };
}

function startOf(day: string): string {
  return new Date(`${day}T00:00:00`).toISOString();
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00`));
}
