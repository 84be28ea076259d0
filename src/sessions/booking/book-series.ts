import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { inTransaction } from '../../database/in-transaction';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { AppError } from '../../errors';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { recordNothing } from '../../idempotency/record-answer';
import type { Recorded } from '../../idempotency/record-answer';
import { insertNotifications } from '../notification-repository';
import type { SessionServices } from '../session-services';
import { validateSpan } from './booking-rules';
import type { SeriesInput } from './booking-schemas';
import { findSeries } from './counseling-repository';
import { viewCounseling } from './counseling-view';
import type { CounselingView } from './counseling-view';
import {
  bookingNotifications,
  insertBooking,
  lockParticipants,
  requireBookingLeft,
} from './insert-booking';
import type { InsertedBooking } from './insert-booking';
import { resolveLocalSpan } from './local-time';
import { findBestPsychologist, findConflicts } from './series-conflicts';
import type { Occurrence, SeriesConflict, SeriesRequest } from './series-conflicts';

export interface BookedSeries {
  seriesId: string;
  /** By start. */
  counselings: CounselingView[];
}

/**
 * Books the same wall-clock time for several weeks with one psychologist, all or none in one
 * transaction; `series-conflict` names the weeks that are not free.
 */
export async function bookSeries(
  services: SessionServices,
  client: Principal,
  { recordAnswer = recordNothing, ...input }: SeriesInput & Recorded,
): Promise<BookedSeries> {
  requireRole(client, 'client');
  const { occurrences, conflicts } = resolveWeeks(services, input);
  const { method, timezone, psychologistId: requestedId } = input;
  const request = { clientId: client.id, method, timezone, occurrences };
  const psychologistId =
    requestedId ?? (await findBestPsychologist(services.db.source.manager, request));
  const seriesId = randomUUID();
  return services.bookingSlots.runExclusive(() =>
    inTransaction(services.db, async (tx) => {
      await lockParticipants(tx, psychologistId, request);
      const found = await findConflicts(tx, psychologistId, request);
      rejectConflicts([...conflicts, ...found]);
      await insertSeries(tx, services, { request, psychologistId, input, seriesId });
      const rows = await findSeries(tx, seriesId);
      const view = {
        seriesId,
        counselings: rows.map((row) => viewCounseling(services, row, client)),
      };
      await recordAnswer(tx, view);
      return view;
    }),
  );
}

/** The first week must be bookable; later ones are named as conflicts. */
function resolveWeeks(
  { rules, clock }: SessionServices,
  { weeks, ...input }: SeriesInput,
): { occurrences: Occurrence[]; conflicts: SeriesConflict[] } {
  const occurrences: Occurrence[] = [];
  const conflicts: SeriesConflict[] = [];
  for (let week = 0; week < weeks; week += 1) {
    const date =
      DateTime.fromISO(input.date, { zone: 'utc' }).plus({ weeks: week }).toISODate() ?? '';
    try {
      const span = resolveLocalSpan({ ...input, date });
      validateSpan(span, rules, clock.now());
      occurrences.push({ date, startsAt: span.startsAt, endsAt: span.endsAt });
    } catch (error) {
      if (!(error instanceof AppError) || week === 0) throw error;
      conflicts.push({ date, code: error.code });
    }
  }
  return { occurrences, conflicts };
}

function rejectConflicts(conflicts: SeriesConflict[]): void {
  if (conflicts.length === 0) return;
  conflicts.sort((a, b) => (a.date < b.date ? -1 : 1));
  const dates = conflicts.map(({ date }) => date).join(', ');
  throw new AppError('series-conflict', {
    message: `Not free: ${dates}. Nothing was booked. Pick another time or fewer weeks`,
    details: { conflicts },
  });
}

async function insertSeries(
  tx: EntityManager,
  services: SessionServices,
  {
    request,
    psychologistId,
    input,
    seriesId,
  }: { request: SeriesRequest; psychologistId: string; input: SeriesInput; seriesId: string },
): Promise<void> {
  const at = new Date(services.clock.now());
  const { rules } = services;
  await requireBookingLeft(tx, request.clientId, { rules, at });
  const { occurrences, ...participants } = request;
  const bookings = occurrences.map(({ startsAt, endsAt }) => ({
    requested: { ...participants, psychologistId, startsAt, endsAt },
    psychologistId,
    input,
    rules,
  }));
  const created: InsertedBooking[] = [];
  for (const booking of bookings) {
    created.push(await insertBooking(tx, services, { booking, id: randomUUID(), seriesId, at }));
  }
  const [booking] = bookings;
  const [first] = created;
  if (!booking || !first) throw new Error('A series has at least one week');
  const notified = await insertNotifications(
    tx,
    bookingNotifications(booking, first, 'series_booked'),
    at,
  );
  await appendEvents(tx, [...created.flatMap(({ events }) => events), ...notified]);
}
