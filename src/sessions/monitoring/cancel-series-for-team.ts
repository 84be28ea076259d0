import { inTransaction } from '../../database/in-transaction';
import { appendAudit } from '../../users/audit/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { cancelSeriesIn } from '../booking/cancel-series';
import type { CancelledSeries } from '../booking/cancel-series';
import type { SessionServices } from '../session-services';

/** The team cancels all sessions of a weekly series that have not started; each is audited. */
export async function cancelSeriesForTeam(
  services: SessionServices,
  principal: Principal,
  { seriesId, reason }: { seriesId: string; reason: string },
): Promise<CancelledSeries> {
  requireRole(principal, 'team');
  return inTransaction(services.db, async (tx) => {
    // Checked above: the team may cancel every series.
    const requireAccess = (): void => undefined;
    const request = { seriesId, principal, reason, requireAccess };
    const cancelled = await cancelSeriesIn(tx, services, request);
    const at = new Date(services.clock.now());
    for (const { sessionId, keptBecause } of cancelled.results) {
      if (keptBecause) continue;
      const subject = sessionId ? { sessionId } : {};
      await appendAudit(tx, { actor: principal, action: 'session.cancel', ...subject, at });
    }
    return cancelled;
  });
}
