import { addDays, localDay } from '../../i18n/local-day';

/** Form values: local times to the minute. */
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
export function tomorrow(now: number): TimeOffDraft {
  const day = addDays(localDay(now), 1);
  return { start: `${day}T00:00`, end: `${addDays(day, 1)}T00:00` };
}

/** The request body. */
export function timeOffSpan({ start, end }: TimeOffDraft): Span {
  return { startsAt: new Date(start).toISOString(), endsAt: new Date(end).toISOString() };
}

/** Errors by field, by the same rules as the API. */
export function timeOffErrors(
  { start, end }: TimeOffDraft,
  { others, now }: { others: readonly Span[]; now: number },
): TimeOffErrors {
  const [from, to] = [Date.parse(start), Date.parse(end)];
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
