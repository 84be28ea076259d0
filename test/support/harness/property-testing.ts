import fc from 'fast-check';

const DAY_MS = 86_400_000;

/**
 * Generated inputs change from day to day and are the same within one (UTC), so that a failure can be
 * repeated. `FC_SEED` repeats those of another day; fast-check prints the seed of a failure.
 */
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? Math.floor(Date.now() / DAY_MS)) });

/** Runs of a property: `FC_RUNS=20` takes twenty times as many, for runs by night. */
export function runs(count: number): number {
  return count * Number(process.env['FC_RUNS'] ?? 1);
}

export { fc };
