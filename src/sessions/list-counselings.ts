import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { findCounselingsOf } from './counseling-store';
import { viewCounseling } from './counseling-view';
import type { CounselingView } from './counseling-view';
import type { SessionServices } from './session-services';

export const listCounselingsSchema = z.object({
  page: z.coerce.number('must be a number').int().min(1).max(100_000).default(1),
  limit: z.coerce.number('must be a number').int().min(1).max(200).default(100),
});

/** Everything booked by or with the person, the latest start first. */
export async function listCounselings(
  services: Pick<SessionServices, 'db' | 'clock' | 'cipher'>,
  principal: Principal,
  { page, limit }: z.infer<typeof listCounselingsSchema>,
): Promise<CounselingView[]> {
  const window = { limit, offset: (page - 1) * limit };
  const rows = await findCounselingsOf(services.db.source.manager, principal.id, window);
  const now = services.clock.now();
  return rows.map((row) => viewCounseling(services.cipher, row, now));
}
