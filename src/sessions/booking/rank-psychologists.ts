import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { AppError } from '../../errors';
import type { Method } from '../../enums';
import { isAvailable } from '../availability/availability-policy';
import { loadAvailability } from '../availability/availability-repository';
import type { PsychologistAvailability } from '../availability/availability-repository';
import { findHistory } from './counseling-repository';
import { loadPsychologistSpans } from '../availability/booked-spans';
import { hasCapacity } from '../availability/capacity-policy';

export interface RequestedSlot {
  clientId: string;
  psychologistId: string | undefined;
  method: Method;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
  /** The counseling being rescheduled: its own time does not count. */
  exceptCounselingId?: string;
}

/**
 * Psychologists who can take the slot, best first (C-42): the one this client saw last, then the
 * one with the fewest sessions that day. Only the requested one when one is requested.
 */
export async function rankPsychologists(
  manager: EntityManager,
  requested: RequestedSlot,
): Promise<string[]> {
  const requestedIds = requested.psychologistId ? [requested.psychologistId] : undefined;
  const candidates = await loadAvailability(manager, {
    psychologistIds: requestedIds,
    from: requested.startsAt,
  });
  if (requestedIds && candidates.length === 0) throw new AppError('psychologist-not-found');
  const available = candidates.filter((candidate) => isAvailable(candidate, requested));
  if (requestedIds && available.length === 0) throw new AppError('psychologist-unavailable');
  const free = await withCapacity(manager, available, requested);
  if (requestedIds && free.length === 0) throw new AppError('psychologist-full');
  if (free.length === 0) throw new AppError('nobody-available');
  return free.length === 1 ? free : rankByHistory(manager, free, requested);
}

/** Psychologists who can take one more session of the method throughout the slot. */
export async function withCapacity(
  manager: EntityManager,
  psychologists: Pick<PsychologistAvailability, 'id' | 'bufferMinutes'>[],
  requested: RequestedSlot,
): Promise<string[]> {
  if (psychologists.length === 0) return [];
  const spans = await loadPsychologistSpans(manager, {
    psychologistIds: psychologists.map(({ id }) => id),
    from: requested.startsAt,
    to: requested.endsAt,
    exceptCounselingId: requested.exceptCounselingId,
  });
  return psychologists
    .filter(({ id, bufferMinutes }) => hasCapacity(spans.get(id) ?? [], requested, bufferMinutes))
    .map(({ id }) => id);
}

/** The one this client saw last, then the one with the fewest sessions that day. */
export async function rankByHistory(
  manager: EntityManager,
  ids: string[],
  requested: Pick<RequestedSlot, 'clientId' | 'startsAt' | 'timezone'>,
): Promise<string[]> {
  const day = DateTime.fromJSDate(requested.startsAt, { zone: requested.timezone }).startOf('day');
  const rows = await findHistory(manager, ids, {
    clientId: requested.clientId,
    day: { from: day.toJSDate(), to: day.plus({ days: 1 }).toJSDate() },
  });
  const history = new Map(rows.map((row) => [row.psychologistId, row]));
  const lastSeen = (id: string): number => history.get(id)?.lastSeen?.getTime() ?? 0;
  const sessions = (id: string): number => history.get(id)?.sessions ?? 0;
  return [...ids].sort(
    (a, b) => lastSeen(b) - lastSeen(a) || sessions(a) - sessions(b) || Number(a) - Number(b),
  );
}
