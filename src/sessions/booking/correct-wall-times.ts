import type { EntityManager } from 'typeorm';
import type { Db } from '../../database/db';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { SYSTEM_ACTOR } from '../apply-decisions';
import type { SessionServices } from '../session-services';
import { findCounseling } from './counseling-repository';
import type { CounselingRecord } from './counseling-repository';
import { lockParticipants } from './insert-booking';
import { instantOfLocalStart, localStartOf } from './local-time';
import { moveCounselingIn } from './move-counseling';
import {
  fillLocalStart,
  findUpcomingWallTimes,
  recordZoneCorrection,
} from './zone-correction-repository';
import type { StoredWallTime } from './zone-correction-repository';

const PAGE = 500;

export interface WallTimeCorrections {
  moved: number;
  /** Bookings that could not be moved; the team sees them. */
  unresolved: number;
}

/**
 * The booked wall time wins: a booking whose instant shows another time, because the rules of its
 * zone changed since, is moved and its participants are notified. A process knows the rules of its
 * Node.js release, so this runs when the worker starts. Availability is not checked again: the
 * appointment was agreed.
 */
export async function correctWallTimes(services: SessionServices): Promise<WallTimeCorrections> {
  const corrections: WallTimeCorrections = { moved: 0, unresolved: 0 };
  for await (const booking of upcoming(services.db, new Date(services.clock.now()))) {
    const shown = localStartOf(booking.startsAt, booking.timezone);
    if (booking.localStart === null) {
      await fillLocalStart(services.db.source.manager, booking, shown);
    } else if (booking.localStart !== shown) {
      const outcome = await correct(services, booking.id);
      if (outcome) corrections[outcome] += 1;
    }
  }
  return corrections;
}

async function* upcoming(db: Db, now: Date): AsyncGenerator<StoredWallTime> {
  let after: StoredWallTime | undefined;
  for (;;) {
    const page = await findUpcomingWallTimes(db.source.manager, { now, after, limit: PAGE });
    yield* page;
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

async function correct(
  services: SessionServices,
  id: string,
): Promise<keyof WallTimeCorrections | undefined> {
  const found = await findCounseling(services.db.source.manager, id);
  if (!found) return undefined;
  try {
    const moved = await inTransaction(services.db, (tx) => moveToWallTime(tx, services, found));
    return moved ? 'moved' : undefined;
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    await recordZoneCorrection(services.db.source.manager, {
      ...{ counselingId: id, startsAt: found.startsAt, movedTo: null, problem },
      foundAt: new Date(services.clock.now()),
    });
    return 'unresolved';
  }
}

/** False when the booking was changed or corrected meanwhile. */
async function moveToWallTime(
  tx: EntityManager,
  services: SessionServices,
  { id, clientId, psychologistId }: CounselingRecord,
): Promise<boolean> {
  await lockParticipants(tx, psychologistId, { clientId });
  const counseling = await findCounseling(tx, id);
  if (!counseling || counseling.localStart === null || counseling.releasedAt) return false;
  const { startsAt, endsAt, timezone, localStart } = counseling;
  if (localStartOf(startsAt, timezone) === localStart) return false;
  const movedTo = instantOfLocalStart(localStart, timezone);
  const length = endsAt.getTime() - startsAt.getTime();
  const at = new Date(services.clock.now());
  await moveCounselingIn(tx, services, {
    counseling,
    to: { startsAt: movedTo, endsAt: new Date(movedTo.getTime() + length), timezone },
    actor: SYSTEM_ACTOR,
    at,
  });
  await recordZoneCorrection(tx, {
    counselingId: id,
    startsAt,
    foundAt: at,
    movedTo,
    problem: null,
  });
  return true;
}

function problemOf(error: unknown): string | undefined {
  if (error instanceof AppError) return error.code;
  return violatedConstraint(error) === 'counselings_client_overlap' ? 'client-overlap' : undefined;
}
