import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import { viewOwnAvailability } from './own-availability';
import type { OwnAvailability } from './own-availability';

/** Takes a psychologist's own time off back; refuses `time-off-not-found` for anybody else's. */
export async function removeTimeOff(
  services: { db: Db; clock: Clock },
  principal: Principal,
  input: { id: string },
): Promise<OwnAvailability> {
  const { manager } = services.db.source;
  if (!/^[1-9]\d{0,17}$/.test(input.id)) throw new AppError('time-off-not-found');
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
