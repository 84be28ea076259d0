import { IANAZone } from 'luxon';
import { z } from 'zod';

const MESSAGE = 'must be an IANA time zone such as Asia/Jakarta';

/** `Kolkata`, `Port_of_Spain`, `US`, `GMT+7`; not `kolkata` or `KOLKATA`. */
const WELL_SPELLED = /^([A-Z]{1,4}|[A-Z].*[a-z\d].*)$/;

/** An IANA zone; names are case-insensitive, so the canonical spelling is stored. */
export const timezoneField = z
  .string({ error: ({ input }) => (input === undefined ? 'is required' : MESSAGE) })
  .refine(isTimezone, MESSAGE)
  .transform(canonicalTimezone);

function isTimezone(name: string): boolean {
  return IANAZone.isValidZone(name) && /^[A-Za-z]/.test(name);
}

/**
 * The name as IANA spells it. Calendars look zones up by name, in exactly this spelling. Intl knows
 * the spelling of primary names only, so an alias such as `Asia/Kolkata` stays as it was written if
 * it looks well spelled; else its primary name is used.
 */
export function canonicalTimezone(name: string): string {
  const primary = primaryName(name);
  if (primary.toLowerCase() === name.toLowerCase()) return primary;
  return name.split('/').every((part) => WELL_SPELLED.test(part)) ? name : primary;
}

/** Whether the zone is UTC under any of its names, such as `Etc/UTC`. */
export function isUtc(timezone: string): boolean {
  return primaryName(timezone) === 'UTC';
}

function primaryName(timezone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
}
