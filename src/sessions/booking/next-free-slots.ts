import { DateTime } from 'luxon';
import { AppError } from '../../errors';
import { formatLocalTime } from './local-time';
import { findFreeSlots } from '../availability/find-free-slots';
import type { SessionServices } from '../session-services';
import type { RequestedSlot } from './rank-psychologists';

const SEARCH_DAYS = 14;
const SLOTS_OFFERED = 3;

/** The refusals that another time could have spared. */
const RETRYABLE_WITH_OTHER_TIME = [
  'client-overlap',
  'psychologist-full',
  'psychologist-unavailable',
  'nobody-available',
];

/** Runs a booking; a refusal for want of a place comes back with the next free slots. */
export async function withNextFreeSlots<T>(
  services: Pick<SessionServices, 'db' | 'clock' | 'rules'>,
  wanted: RequestedSlot,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || !RETRYABLE_WITH_OTHER_TIME.includes(error.code))
      throw error;
    const nextSlots = await nextFreeSlots(services, wanted);
    throw new AppError(error.code, { details: { nextSlots }, cause: error });
  }
}

async function nextFreeSlots(
  services: Pick<SessionServices, 'db' | 'clock' | 'rules'>,
  wanted: RequestedSlot,
): Promise<object[]> {
  const until = DateTime.fromJSDate(wanted.startsAt).plus({ days: SEARCH_DAYS }).toJSDate();
  const slots = await findFreeSlots(services, {
    from: wanted.startsAt,
    until,
    durationMs: wanted.endsAt.getTime() - wanted.startsAt.getTime(),
    timezone: wanted.timezone,
    clientId: wanted.clientId,
    limit: SLOTS_OFFERED,
    exceptCounselingId: wanted.exceptCounselingId,
    ...(wanted.psychologistId ? { psychologistId: wanted.psychologistId } : {}),
  });
  return slots.map(({ startsAt, endsAt, psychologistIds }) => ({
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    startsAtLocal: formatLocalTime(startsAt, wanted.timezone),
    endsAtLocal: formatLocalTime(endsAt, wanted.timezone),
    psychologistIds,
  }));
}
