import { erasureResponse } from '../../src/api/team/erasure-schemas';
import { executeErasures } from '../../src/retention/erasures/execute-erasures';
import type { SessionHarness, TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import type { ScreenUsers } from './screen-users';

/** Requests of erasures: one to approve, one approved, one executed. */
export async function createErasures(
  { system, clock, team }: SessionHarness,
  { tari }: ScreenUsers,
  sessions: Record<'over' | 'cancelled' | 'erased', TestSession>,
): Promise<void> {
  const request = async (as: TestUser, { sessionId }: TestSession, reason: string) => {
    const path = `/api/v1/team/sessions/${sessionId}/erasure`;
    const { body } = await system.call('POST', path, {
      ...{ as, body: { reason }, reply: erasureResponse },
    });
    return body.data.id;
  };
  const approve = (as: TestUser, id: string) =>
    system.call('POST', `/api/v1/team/erasures/${id}/approval`, { as, body: {} });
  const erased = await request(team, sessions.erased, 'Diminta klien lewat surat, 8 September');
  await approve(tari, erased);
  const due = 'UPDATE erasure_requests SET due_at = $2 WHERE id = $1';
  await system.query(due, [erased, new Date(clock.now())]);
  await executeErasures(system.context.retention);
  const approved = await request(
    tari,
    sessions.cancelled,
    'Sesi dibatalkan; klien meminta dihapus',
  );
  await approve(team, approved);
  await request(team, sessions.over, 'Klien menarik persetujuannya lewat surat elektronik');
}
