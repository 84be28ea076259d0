import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import { viewOwnAvailability } from './own-availability';
import type { OwnAvailability } from './own-availability';

/** Throws `time-off-not-found` also for the time off of others. */
export async function removeTimeOff(
  services: { db: Db; clock: Clock },
  principal: Principal,
  input: { id: string },
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  const { manager } = services.db.source;
  if (!isRowId(input.id)) throw new AppError('time-off-not-found');
  const [, removed] = await manager.query<[unknown, number]>(
    'DELETE FROM time_off WHERE id = $1 AND psychologist_id = $2',
    [input.id, principal.id],
  );
  if (removed === 0) throw new AppError('time-off-not-found');
  return viewOwnAvailability(manager, {
    psychologistId: principal.id,
    now: services.clock.now(),
  });
}
