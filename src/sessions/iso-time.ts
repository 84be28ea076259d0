import { z } from 'zod';

/** An ISO 8601 time as a Date: PostgreSQL accepts fewer years and offsets than ISO 8601. */
export const isoTime = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time' })
  .transform((text) => new Date(text))
  // ISO 8601 allows leap seconds, Date does not.
  .refine((time) => !Number.isNaN(time.getTime()), 'must be an ISO 8601 time');
