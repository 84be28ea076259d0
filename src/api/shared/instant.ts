import { z } from 'zod';

/** A time in every contract: ISO 8601 in UTC, with milliseconds. */
export const instant = z.string().meta({ format: 'date-time' });
