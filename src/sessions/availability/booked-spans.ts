import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { findBookedSpans } from '../booking/counseling-repository';
import type { BookedWindow } from '../booking/counseling-repository';
import type { Span } from './availability-policy';
import { MAX_BUFFER_MINUTES, withBuffer } from './capacity-policy';
import type { BookedSession } from './capacity-policy';

/** Unreleased counselings per psychologist in a window and near it; an entry for each id. */
export async function loadPsychologistSpans(
  manager: EntityManager,
  { psychologistIds, ...window }: BookedWindow & { psychologistIds: readonly string[] },
): Promise<Map<string, BookedSession[]>> {
  const spans = new Map<string, BookedSession[]>(psychologistIds.map((id) => [id, []]));
  const near = withBuffer({ startsAt: window.from, endsAt: window.to }, MAX_BUFFER_MINUTES);
  const booked = await findBookedSpans(
    manager,
    { psychologistId: Any(psychologistIds) },
    { ...window, from: near.startsAt, to: near.endsAt },
  );
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
