import { addDays } from '../../i18n/local-day';
import { zonedInstant, zonedText } from '../../i18n/zoned-time';

/** Form values: wall-clock times of the practice's zone, to the minute. */
export interface TimeOffDraft {
  start: string;
  end: string;
}

export type TimeOffError = 'missing' | 'backwards' | 'past' | 'far' | 'overlap' | 'rejected';
export type TimeOffErrors = Partial<Record<keyof TimeOffDraft, TimeOffError>>;

interface Span {
  startsAt: string;
  endsAt: string;
}

const MAX_YEARS_AHEAD = 3;

/** The whole of tomorrow. */
export function tomorrow(now: number, zone: string): TimeOffDraft {
  const day = addDays(zonedText(now, zone).slice(0, 10), 1);
  return { start: `${day}T00:00`, end: `${addDays(day, 1)}T00:00` };
}

/** The request body. */
export function timeOffSpan({ start, end }: TimeOffDraft, zone: string): Span {
  const iso = (text: string): string => new Date(zonedInstant(text, zone)).toISOString();
  return { startsAt: iso(start), endsAt: iso(end) };
}

/** Errors by field, by the same rules as the API. */
export function timeOffErrors(
  { start, end }: TimeOffDraft,
  { others, now, zone }: { others: readonly Span[]; now: number; zone: string },
): TimeOffErrors {
  const [from, to] = [zonedInstant(start, zone), zonedInstant(end, zone)];
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return {
      start: Number.isNaN(from) ? 'missing' : undefined,
      end: Number.isNaN(to) ? 'missing' : undefined,
    };
  }
  if (to <= from) return { end: 'backwards' };
  if (to <= now) return { end: 'past' };
  const last = new Date(now);
  last.setFullYear(last.getFullYear() + MAX_YEARS_AHEAD);
  if (to > last.getTime()) return { end: 'far' };
  const overlaps = others.some(
    (other) => Date.parse(other.startsAt) < to && from < Date.parse(other.endsAt),
  );
  return overlaps ? { start: 'overlap' } : {};
}
