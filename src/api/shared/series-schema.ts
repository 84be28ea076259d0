import { z } from 'zod';
import { instant } from './instant';

export const cancelledSeriesResponse = z.object({
  seriesId: z.string(),
  /** Every session of the series, by start. */
  results: z.array(
    z.object({
      counselingId: z.string(),
      sessionId: z.string().nullable(),
      scheduledAt: instant,
      /** Null: cancelled now. Otherwise why the session was left as it was. */
      keptBecause: z
        .enum(['too-late-to-change', 'counseling-started', 'counseling-closed'])
        .nullable(),
    }),
  ),
});
