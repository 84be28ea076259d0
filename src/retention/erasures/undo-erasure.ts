import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import type { RetentionServices } from '../retention-services';
import { changeErasure } from './change-erasure';
import type { ErasureInput } from './change-erasure';
import { stateOf } from './erasure-view';
import type { ErasureView } from './erasure-view';

/**
 * Undoes a request until its execution begins; audited. Any team member may: a colleague who sees
 * what two others are about to destroy must be able to stop it. Only the user whom it would remove
 * may not.
 */
export function undoErasure(
  services: Pick<RetentionServices, 'db' | 'clock'>,
  principal: Principal,
  { erasureId }: ErasureInput,
): Promise<ErasureView> {
  return changeErasure(services, principal, {
    erasureId,
    action: 'erasure.undo',
    decide: (request, at) => {
      if (!['requested', 'approved'].includes(stateOf(request))) throw new AppError('erasure-over');
      if (request.userId === principal.id) {
        throw new AppError('forbidden', { message: 'Ask a colleague to undo your removal' });
      }
      return { undoneBy: principal.id, undoneAt: at };
    },
  });
}
