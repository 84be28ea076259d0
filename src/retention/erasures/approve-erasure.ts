import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import type { RetentionServices } from '../retention-services';
import { changeErasure } from './change-erasure';
import type { ErasureInput } from './change-erasure';
import { stateOf } from './erasure-view';
import type { ErasureView } from './erasure-view';

/**
 * Approves a request of another team member; audited. It is executed after the delay. Throws
 * `second-person-needed` to who made the request, and `forbidden` to the user it would remove.
 */
export function approveErasure(
  services: Pick<RetentionServices, 'db' | 'clock' | 'rules'>,
  principal: Principal,
  { erasureId }: ErasureInput,
): Promise<ErasureView> {
  return changeErasure(services, principal, {
    erasureId,
    action: 'erasure.approve',
    decide: (request, at) => {
      const state = stateOf(request);
      if (state === 'approved') throw new AppError('erasure-approved');
      if (state !== 'requested') throw new AppError('erasure-over');
      if (request.requestedBy === principal.id) throw new AppError('second-person-needed');
      if (request.userId === principal.id) {
        throw new AppError('forbidden', { message: 'Ask a colleague to approve your removal' });
      }
      const dueAt = new Date(at.getTime() + services.rules.erasureDelay);
      return { approvedBy: principal.id, approvedAt: at, dueAt };
    },
  });
}
