import type { EntityManager } from 'typeorm';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { findCounseling } from './counseling-repository';
import type { CounselingRecord } from './counseling-repository';
import { isParticipantOf, viewCounseling } from './counseling-view';
import type { CounselingView, ViewServices } from './counseling-view';
import type { SessionServices } from '../session-services';

/** Throws `counseling-not-found` for unknown and malformed ids, then `not-your-counseling`. */
export async function requireCounselingFor(
  manager: EntityManager,
  principal: Principal,
  id: string,
): Promise<CounselingRecord> {
  const counseling = await findCounseling(manager, id);
  if (!counseling) throw new AppError('counseling-not-found');
  if (!isParticipantOf(counseling, principal)) throw new AppError('not-your-counseling');
  return counseling;
}

export async function getCounseling(
  services: Pick<SessionServices, 'db'> & ViewServices,
  principal: Principal,
  input: { id: string },
): Promise<CounselingView> {
  return viewCounselingFor(services.db.source.manager, services, { principal, id: input.id });
}

export async function viewCounselingFor(
  manager: EntityManager,
  services: ViewServices,
  { principal, id }: { principal: Principal; id: string },
): Promise<CounselingView> {
  const counseling = await requireCounselingFor(manager, principal, id);
  return viewCounseling(services, counseling, principal);
}
