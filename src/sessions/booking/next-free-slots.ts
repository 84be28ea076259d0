import { DateTime } from 'luxon';
import { AppError } from '../../errors';
import { formatLocalTime } from './local-time';
import { findFreeSlots } from '../availability/find-free-slots';
import type { SessionServices } from '../session-services';
import type { RequestedSlot } from './rank-psychologists';

const SEARCH_DAYS = 14;
const SLOTS_OFFERED = 3;

/** Rejections that another time may avoid. */
const RETRYABLE_WITH_OTHER_TIME = [
  'client-overlap',
  'psychologist-full',
  'psychologist-unavailable',
  'nobody-available',
];

/** Runs a booking; a rejection for lack of capacity carries the next free slots. */
export async function withNextFreeSlots<T>(
  services: Pick<SessionServices, 'db' | 'clock' | 'rules'>,
  requested: RequestedSlot,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || !RETRYABLE_WITH_OTHER_TIME.includes(error.code))
      throw error;
    const nextSlots = await nextFreeSlots(services, requested);
    throw new AppError(error.code, { details: { nextSlots }, cause: error });
  }
}

async function nextFreeSlots(
  services: Pick<SessionServices, 'db' | 'clock' | 'rules'>,
  requested: RequestedSlot,
): Promise<object[]> {
  const until = DateTime.fromJSDate(requested.startsAt).plus({ days: SEARCH_DAYS }).toJSDate();
  const slots = await findFreeSlots(services, {
    from: requested.startsAt,
    until,
    durationMs: requested.endsAt.getTime() - requested.startsAt.getTime(),
    timezone: requested.timezone,
    method: requested.method,
    clientId: requested.clientId,
    limit: SLOTS_OFFERED,
    exceptCounselingId: requested.exceptCounselingId,
    ...(requested.psychologistId ? { psychologistId: requested.psychologistId } : {}),
  });
  return slots.map(({ startsAt, endsAt, psychologistIds }) => ({
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    startsAtLocal: formatLocalTime(startsAt, requested.timezone),
    endsAtLocal: formatLocalTime(endsAt, requested.timezone),
    psychologistIds,
  }));
}
