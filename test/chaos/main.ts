import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { abortOnSignals } from '../../src/dev/processes/abort-on-signals';
import { commandOf, readOptions } from './options';
import { runChaos } from './run-chaos';
import { startChaosSystem } from './system/chaos-system';

const MAX_SEED = 1_000_000;
/** For the start, for settling and for stopping, in addition to `--minutes`. */
const ALLOWANCE_MS = 5 * 60_000;
const STOP_LIMIT_MS = 60_000;

/** `npm run chaos`: exit code 1 when an invariant is violated. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), randomInt(MAX_SEED));
  const { signal } = abortOnSignals(() => process.exit(130));
  const limitMs = options.minutes * 60_000 + ALLOWANCE_MS;
  exitAfter(limitMs);
  const startedAt = Date.now();
  const log = (text: string): void => {
    const at = ((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6);
    for (const line of text.split('\n'))
      process.stdout.write(line === '' ? '\n' : `${at} ${line}\n`);
  };
  log(commandOf(options));
  const system = await startChaosSystem();
  let failed = true;
  try {
    const checked = await runChaos(system, options, { signal, log });
    const violated = checked.filter(({ violations }) => violations.length > 0);
    failed = violated.length > 0;
    if (failed) {
      log(`\nVIOLATED by seed ${options.seed}: ${violated.map(({ name }) => name).join('; ')}`);
      log(`Run it again: ${commandOf(options)}\nLogs of the processes: ${system.logs}`);
    }
    process.stdout.write(`${checked.length - violated.length} passed, ${violated.length} failed\n`);
  } finally {
    // Everything is checked by now; child processes that are left end with this one.
    await Promise.race([system.stop(failed), pause(STOP_LIMIT_MS)]);
  }
  process.exit(failed ? 1 : 0);
}

/** Child processes end with this one. */
function exitAfter(ms: number): void {
  void pause(ms, undefined, { ref: false }).then(() => {
    process.stderr.write(`The run did not end within ${ms / 1_000} s.\n`);
    process.exit(1);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
