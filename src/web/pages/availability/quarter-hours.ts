const DAY_MINUTES = 24 * 60;
const STEP_MINUTES = 15;

const two = (value: number): string => String(value).padStart(2, '0');
const textOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Times at which an interval may start or end, plus its current time when that is no quarter hour. */
export function quarterHourOptions(current: string, kind: 'start' | 'end'): string[] {
  const count = DAY_MINUTES / STEP_MINUTES;
  const first = kind === 'start' ? 0 : 1;
  const quarters = Array.from({ length: count }, (_, at) => textOf((at + first) * STEP_MINUTES));
  return quarters.includes(current) ? quarters : [...quarters, current].sort();
}
