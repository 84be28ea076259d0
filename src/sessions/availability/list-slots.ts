import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { SessionRules } from '../../config/config';
import { AppError } from '../../errors';
import { loadAvailability } from './availability-repository';
import { timezoneField } from '../time-zone';
import { METHODS } from '../../enums';
import { userIdSchema } from '../booking/booking-schemas';
import { findFreeSlots } from './find-free-slots';
import type { FreeSlot, SlotServices } from './find-free-slots';

const MINUTE = 60_000;

export const slotsSchema = z.object({
  date: z.iso.date('must be a date as YYYY-MM-DD'),
  timezone: timezoneField,
  duration: z.coerce.number('must be a number of minutes').int().min(1).max(1440),
  psychologistId: userIdSchema.optional(),
  method: z.enum(METHODS, `must be one of ${METHODS.join(', ')}`).default('chat'),
});
export type SlotsInput = z.infer<typeof slotsSchema>;

export interface ListedSlot {
  startsAt: string;
  endsAt: string;
  /** HH:mm in the requested zone. */
  startTime: string;
  endTime: string;
  psychologists: { id: string; fullName: string; timezone: string }[];
}

/** Bookable slots of one local day; for a client, outside their own counselings. */
export async function listSlots(
  services: SlotServices & {
    rules: SlotServices['rules'] & Pick<SessionRules, 'sessionMin' | 'sessionMax'>;
  },
  principal: Principal,
  input: SlotsInput,
): Promise<ListedSlot[]> {
  const { timezone, psychologistId, method } = input;
  const durationMs = input.duration * MINUTE;
  validateDuration(durationMs, services.rules);
  const day = DateTime.fromISO(input.date, { zone: timezone }).startOf('day');
  const psychologists = await loadAvailability(services.db.source.manager, {
    psychologistIds: psychologistId === undefined ? undefined : [psychologistId],
    from: day.toJSDate(),
  });
  if (psychologistId !== undefined && psychologists.length === 0) {
    throw new AppError('psychologist-not-found');
  }
  const slots = await findFreeSlots(services, {
    from: day.toJSDate(),
    until: day.plus({ days: 1 }).startOf('day').toJSDate(),
    durationMs,
    timezone,
    method,
    clientId: principal.role === 'client' ? principal.id : undefined,
    psychologists,
  });
  const psychologistsById = new Map(
    psychologists.map(({ id, fullName, timezone: zone }) => [id, { id, fullName, timezone: zone }]),
  );
  return slots.map((slot) => viewSlot(slot, timezone, psychologistsById));
}

function validateDuration(
  durationMs: number,
  { sessionMin, sessionMax }: Pick<SessionRules, 'sessionMin' | 'sessionMax'>,
): void {
  const span = `between ${sessionMin / MINUTE} and ${sessionMax / MINUTE} minutes`;
  const details = { minMinutes: sessionMin / MINUTE, maxMinutes: sessionMax / MINUTE };
  if (durationMs < sessionMin) {
    const message = `The session is too short. Choose a duration ${span}`;
    throw new AppError('session-too-short', { message, details });
  }
  if (durationMs > sessionMax) {
    const message = `The session is too long. Choose a duration ${span}`;
    throw new AppError('session-too-long', { message, details });
  }
}

function viewSlot(
  { startsAt, endsAt, psychologistIds }: FreeSlot,
  timezone: string,
  psychologistsById: ReadonlyMap<string, ListedSlot['psychologists'][number]>,
): ListedSlot {
  const timeOf = (instant: Date): string =>
    DateTime.fromJSDate(instant, { zone: timezone }).toFormat('HH:mm');
  return {
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    startTime: timeOf(startsAt),
    endTime: timeOf(endsAt),
    psychologists: psychologistIds.flatMap((id) => psychologistsById.get(id) ?? []),
  };
}
