import { z } from 'zod';
import { isoTime } from '../iso-time';
import type { Principal } from '../../users/principal';
import { findCounselingsOf } from './counseling-repository';
import { viewCounseling } from './counseling-view';
import type { CounselingView, ViewServices } from './counseling-view';
import type { SessionServices } from '../session-services';

export const listCounselingsSchema = z.object({
  from: isoTime.optional(),
  to: isoTime.optional(),
  page: z.coerce.number('must be a number').int().min(1).max(100_000).default(1),
  limit: z.coerce.number('must be a number').int().min(1).max(200).default(100),
});

/** Counselings of the user that overlap the window, latest start first. */
export async function listCounselings(
  services: Pick<SessionServices, 'db'> & ViewServices,
  principal: Principal,
  { page, limit, from, to }: z.output<typeof listCounselingsSchema>,
): Promise<CounselingView[]> {
  const window = { limit, offset: (page - 1) * limit, from, to };
  const rows = await findCounselingsOf(services.db.source.manager, principal.id, window);
  return rows.map((row) => viewCounseling(services, row, principal));
}
