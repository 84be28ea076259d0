import fc from 'fast-check';

const DAY_MS = 86_400_000;

/**
 * Generated inputs change from day to day and are the same within one (UTC), so that a failure can be
 * repeated. `FC_SEED` repeats those of another day; fast-check prints the seed of a failure.
 */
export const SEED = Number(process.env['FC_SEED'] ?? Math.floor(Date.now() / DAY_MS));
fc.configureGlobal({ seed: SEED });

const FACTOR = Number(process.env['FC_RUNS'] ?? 1);

/** Runs of a property: `FC_RUNS=20` takes twenty times as many, for runs by night. */
export function runs(count: number): number {
  return count * FACTOR;
}

/**
 * Every `days`-th of the cases, others each day, so that as many days try all of them; `FC_RUNS`
 * multiplies their number as well.
 */
export function shareOfDay<T>(cases: readonly T[], days: number): T[] {
  return cases.filter((_, index) => (index + SEED) % days < FACTOR);
}

export { fc };
