import type { Method } from '../../enums';
import { peakLoad } from './availability-policy';
import type { Span } from './availability-policy';

/** Maximum concurrent chat sessions of a psychologist (counseling-80). */
export const PSYCHOLOGIST_CAPACITY = 5;

export const MAX_BUFFER_MINUTES = 120;
const MINUTE = 60_000;

export interface BookedSession extends Span {
  method: Method;
}

/**
 * Decides booking conflicts of a psychologist: whether one with these bookings can take one more. Only
 * chats run side by side: every other method excludes all else (C-14). Two sessions that do not overlap
 * have the buffer between them, in whichever order they were booked.
 */
export function hasCapacity(
  booked: readonly BookedSession[],
  wanted: BookedSession,
  bufferMinutes = 0,
): boolean {
  const concurrent = booked.filter((other) => overlaps(other, wanted));
  const padded = withBuffer(wanted, bufferMinutes);
  if (booked.some((other) => !overlaps(other, wanted) && overlaps(other, padded))) return false;
  if (concurrent.length === 0) return true;
  if (![wanted, ...concurrent].every(({ method }) => method === 'chat')) return false;
  return peakLoad(concurrent, wanted) < PSYCHOLOGIST_CAPACITY;
}

/** The span and the buffer on both sides. */
export function withBuffer({ startsAt, endsAt }: Span, bufferMinutes: number): Span {
  const buffer = bufferMinutes * MINUTE;
  return {
    startsAt: new Date(startsAt.getTime() - buffer),
    endsAt: new Date(endsAt.getTime() + buffer),
  };
}

export function overlaps(a: Span, b: Span): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt;
}
