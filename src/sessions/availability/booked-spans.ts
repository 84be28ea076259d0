import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { findBookedSpans } from '../booking/counseling-repository';
import type { BookedWindow } from '../booking/counseling-repository';
import type { Span } from './availability-policy';

/** Maximum concurrent sessions of a psychologist (counseling-80). */
export const PSYCHOLOGIST_CAPACITY = 5;

/** Unreleased counselings per psychologist in a window; an entry for each id. */
export async function loadPsychologistSpans(
  manager: EntityManager,
  { psychologistIds, ...window }: BookedWindow & { psychologistIds: readonly string[] },
): Promise<Map<string, Span[]>> {
  const spans = new Map<string, Span[]>(psychologistIds.map((id) => [id, []]));
  const booked = await findBookedSpans(manager, { psychologistId: Any(psychologistIds) }, window);
  for (const span of booked) spans.get(span.psychologistId)?.push(span);
  return spans;
}

/** Unreleased counselings of a client in a window. */
export function loadClientSpans(
  manager: EntityManager,
  { clientId, ...window }: BookedWindow & { clientId: string },
): Promise<Span[]> {
  return findBookedSpans(manager, { clientId }, window);
}
