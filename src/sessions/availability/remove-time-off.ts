import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import { deleteTimeOff } from './availability-repository';
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
  const removed = await deleteTimeOff(manager, principal.id, input.id);
  if (!removed) throw new AppError('time-off-not-found');
  return viewOwnAvailability(manager, {
    psychologistId: principal.id,
    now: services.clock.now(),
  });
}
