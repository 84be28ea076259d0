import { startBenchSystem } from './bench-system';
import type { BenchSystem } from './bench-system';
import { benchLocalAbly } from './bench-local-ably';
import { benchCare } from './bench-care';
import { benchDirect } from './bench-direct';
import { benchFiles } from './bench-files';
import { benchHistory } from './bench-history';
import { benchHub } from './bench-hub';
import { benchMessages } from './bench-messages';
import { benchPeers } from './bench-peers';
import { benchRush } from './bench-rush';
import { benchSearch } from './bench-search';
import { benchSupport } from './bench-support';
import { measurement } from './measurement';
import type { Measurement } from './measurement';

const BENCHMARKS: Record<string, (system: BenchSystem) => Promise<Measurement[]>> = {
  rush: benchRush(2_000),
  'rush-5000': benchRush(5_000),
  messages: benchMessages,
  history: benchHistory,
  care: benchCare,
  direct: benchDirect,
  support: benchSupport,
  files: benchFiles,
  search: benchSearch,
  hub: benchHub,
  peers: benchPeers,
  'local-ably': () => benchLocalAbly(),
};

/** Long benchmarks, run only by name. */
const ON_REQUEST_ONLY = ['hub', 'rush-5000', 'peers'];

/** `npm run bench [-- part …]`: prints one line of JSON per measurement. */
async function main(): Promise<void> {
  const selected = process.argv.slice(2);
  const system = await startBenchSystem();
  try {
    for (const [name, measure] of Object.entries(BENCHMARKS)) {
      if (selected.length > 0 ? !selected.includes(name) : ON_REQUEST_ONLY.includes(name)) continue;
      print(await measure(system));
    }
    const { api, worker } = system.memory();
    print([
      measurement('memory of the API at the end', 'MiB', api),
      measurement('memory of the worker at the end', 'MiB', worker),
    ]);
  } finally {
    await system.stop();
  }
}

function print(measurements: Measurement[]): void {
  for (const one of measurements) process.stdout.write(`${JSON.stringify(one)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
