import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import { deleteTimeOff } from './availability-repository';
import { changeAvailability } from './change-availability';
import type { OwnAvailability } from './own-availability';

/** Throws `time-off-not-found` also for the time off of others. */
export async function removeTimeOff(
  services: { db: Db; clock: Clock },
  principal: Principal,
  input: { id: string },
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  if (!isRowId(input.id)) throw new AppError('time-off-not-found');
  return changeAvailability(services, principal, {
    change: async (tx) => {
      const removed = await deleteTimeOff(tx, principal.id, input.id);
      if (!removed) throw new AppError('time-off-not-found');
    },
  });
}
