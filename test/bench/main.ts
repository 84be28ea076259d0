import { startBenchSystem } from './bench-system';
import type { BenchSystem } from './bench-system';
import { benchLocalAbly } from './bench-local-ably';
import { benchCare } from './bench-care';
import { benchDirect } from './bench-direct';
import { benchFiles } from './bench-files';
import { benchHistory } from './bench-history';
import { benchHub } from './bench-hub';
import { benchMessages } from './bench-messages';
import { benchRush } from './bench-rush';
import { benchSearch } from './bench-search';
import { benchSupport } from './bench-support';
import { measurement } from './measurement';
import type { Measurement } from './measurement';

const BENCHMARKS: Record<string, (system: BenchSystem) => Promise<Measurement[]>> = {
  rush: benchRush,
  messages: benchMessages,
  history: benchHistory,
  care: benchCare,
  direct: benchDirect,
  support: benchSupport,
  files: benchFiles,
  search: benchSearch,
  hub: benchHub,
  'local-ably': () => benchLocalAbly(),
};

/** So long that they are measured only when they are asked for. */
const ON_REQUEST_ONLY = ['hub'];

/** `npm run bench [-- part …]`: one line of JSON for each figure. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const system = await startBenchSystem();
  try {
    for (const [name, measure] of Object.entries(BENCHMARKS)) {
      if (wanted.length > 0 ? !wanted.includes(name) : ON_REQUEST_ONLY.includes(name)) continue;
      print(await measure(system));
    }
    const { api, worker } = system.memory();
    print([
      measurement('memory of the API after all of it', 'MiB', api),
      measurement('memory of the worker after all of it', 'MiB', worker),
    ]);
  } finally {
    await system.stop();
  }
}

function print(figures: Measurement[]): void {
  for (const one of figures) process.stdout.write(`${JSON.stringify(one)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
