/* Days of the device's calendar as YYYY-MM-DD; some have 23 or 25 hours, so days are never added as ms. */

const two = (value: number): string => String(value).padStart(2, '0');

export function localDay(at: number | string | Date): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Wall-clock time as HH:mm:ss. */
export function localClock(at: number | string | Date): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Today by the device's clock. */
export function localToday(): string {
  return localDay(Date.now());
}

export function addDays(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return localDay(new Date(year, month - 1, date + days, 12));
}

/** The first moment of the day, in ISO 8601. */
export function startOfDay(day: string): string {
  return new Date(`${day}T00:00:00`).toISOString();
}

/** Noon of the day, for formatting: every day has it. */
export function noonOf(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 12);
}
