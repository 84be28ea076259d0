/* Wall-clock times of a named time zone, through Intl; `local-day.ts` has those of the device. */

const DAY = 86_400_000;
const parts = new Map<string, Intl.DateTimeFormat>();

/** `yyyy-MM-ddTHH:mm`, as date and time inputs use it. */
export function zonedText(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
}

/**
 * The instant of a wall-clock time; of a time that occurs twice the first, of a time the clocks
 * skip the same distance after the change. NaN for anything else.
 */
export function zonedInstant(text: string, zone: string): number {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return NaN;
  const instants = [wall - DAY, wall + DAY].map((at) => wall - offsetAt(at, zone));
  const matching = instants.filter((at) => at + offsetAt(at, zone) === wall);
  return matching.length > 0 ? Math.min(...matching) : Math.max(...instants);
}

/** Wall clock minus UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  let format = parts.get(zone);
  if (!format) {
    const options = { dateStyle: 'short', timeStyle: 'medium', timeZone: zone } as const;
    // Sweden writes 2025-08-11 14:00:00.
    format = new Intl.DateTimeFormat('sv-SE', options);
    parts.set(zone, format);
  }
  const second = Math.floor(at / 1_000) * 1_000;
  return Date.parse(`${format.format(second).replace(' ', 'T')}Z`) - second;
}
