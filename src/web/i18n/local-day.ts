/*
 * Days of this device's calendar, as YYYY-MM-DD. A day is a name here, never a length of time: some
 * have 23 or 25 hours.
 */

const two = (value: number): string => String(value).padStart(2, '0');

/** The day on which an instant lies. */
export function localDay(at: number | string | Date): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The wall clock at an instant, as HH:mm:ss. */
export function localClock(at: number | string | Date): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return localDay(new Date(year, month - 1, date + days, 12));
}

/** An instant within the day, for formatting its name: noon, which every day has. */
export function noonOf(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 12);
}
