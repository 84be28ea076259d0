import type { EntityManager } from 'typeorm';
import type { ErrorCode } from '../../errors';
import { AppError } from '../../errors';
import type { Method } from '../../enums';
import { isAvailable } from '../availability/availability-policy';
import { loadAvailability } from '../availability/availability-repository';
import type { PsychologistAvailability } from '../availability/availability-repository';
import { loadClientSpans, loadPsychologistSpans } from '../availability/booked-spans';
import { hasCapacity, overlaps } from '../availability/capacity-policy';
import type { BookedSession } from '../availability/capacity-policy';
import { rankByHistory } from './rank-psychologists';

export interface Occurrence {
  /** YYYY-MM-DD in the client's zone. */
  date: string;
  startsAt: Date;
  endsAt: Date;
}

export interface SeriesRequest {
  clientId: string;
  method: Method;
  timezone: string;
  /** By start; not empty. */
  occurrences: Occurrence[];
}

export interface SeriesConflict {
  date: string;
  code: ErrorCode;
}

/** The weeks of a series that the client or a psychologist cannot take. */
export async function findConflicts(
  manager: EntityManager,
  psychologistId: string,
  request: SeriesRequest,
): Promise<SeriesConflict[]> {
  const [conflicts] = await conflictsOf(manager, request, [psychologistId]);
  if (!conflicts) throw new AppError('psychologist-not-found');
  return conflicts.conflicts;
}

/** The psychologist with the fewest conflicts; among equals, as for a single booking (C-42). */
export async function findBestPsychologist(
  manager: EntityManager,
  request: SeriesRequest,
): Promise<string> {
  const all = await conflictsOf(manager, request);
  const fewest = Math.min(...all.map(({ conflicts }) => conflicts.length));
  const best = all.filter(({ conflicts }) => conflicts.length === fewest).map(({ id }) => id);
  const [first] = request.occurrences;
  if (!first || best.length === 0) throw new AppError('nobody-available');
  const ranked = await rankByHistory(manager, best, { ...request, startsAt: first.startsAt });
  return ranked[0] ?? '';
}

async function conflictsOf(
  manager: EntityManager,
  request: SeriesRequest,
  psychologistIds?: string[],
): Promise<{ id: string; conflicts: SeriesConflict[] }[]> {
  const { occurrences, clientId, method } = request;
  const from = occurrences[0]?.startsAt ?? new Date(0);
  const window = { from, to: occurrences.at(-1)?.endsAt ?? from };
  const candidates = await loadAvailability(manager, { psychologistIds, from });
  const ids = candidates.map(({ id }) => id);
  const busy = await loadPsychologistSpans(manager, { ...window, psychologistIds: ids });
  const own = await loadClientSpans(manager, { ...window, clientId });
  return candidates.map((candidate) => ({
    id: candidate.id,
    conflicts: occurrences.flatMap((occurrence) => {
      const wanted = { ...occurrence, method };
      const code = own.some((span) => overlaps(span, occurrence))
        ? 'client-overlap'
        : psychologistConflict(candidate, busy.get(candidate.id) ?? [], wanted);
      return code ? [{ date: occurrence.date, code }] : [];
    }),
  }));
}

function psychologistConflict(
  candidate: PsychologistAvailability,
  busy: BookedSession[],
  wanted: BookedSession,
): ErrorCode | undefined {
  if (!isAvailable(candidate, wanted)) return 'psychologist-unavailable';
  return hasCapacity(busy, wanted, candidate.bufferMinutes) ? undefined : 'psychologist-full';
}
