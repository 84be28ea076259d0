import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { updateBuffer } from './availability-repository';
import { changeAvailability } from './change-availability';
import type { OwnAvailability } from './own-availability';

/** Sets the free time between sessions; existing bookings stay. */
export async function setBuffer(
  services: { db: Db; clock: Clock },
  principal: Principal,
  { minutes }: { minutes: number },
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  return changeAvailability(services, principal, {
    change: (tx) => updateBuffer(tx, principal.id, minutes),
  });
}
