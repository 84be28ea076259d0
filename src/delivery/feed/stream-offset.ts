/** Whether one place in a Redis stream lies behind another: `<milliseconds>-<number>`. */
export function isOffsetAfter(one: string, other: string): boolean {
  const [ms = 0, number = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && number > otherNumber);
}
