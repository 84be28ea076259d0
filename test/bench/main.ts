import { startBenchSystem } from './bench-system';
import type { BenchSystem } from './bench-system';
import { benchLocalAbly } from './local-ably';
import { benchCare } from './bench-care';
import { benchDirect } from './bench-direct';
import { benchFiles } from './bench-files';
import { benchHistory } from './bench-history';
import { benchHub } from './bench-hub';
import { benchMessages } from './bench-messages';
import { benchRush } from './bench-rush';
import { benchSearch } from './bench-search';
import { benchSupport } from './bench-support';
import { figure } from './figure';
import type { Figure } from './figure';

const PARTS: Record<string, (system: BenchSystem) => Promise<Figure[]>> = {
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
const LONG = ['hub'];

/** `npm run bench [-- part …]`: one line of JSON for each figure. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const system = await startBenchSystem();
  try {
    for (const [name, measure] of Object.entries(PARTS)) {
      if (wanted.length > 0 ? !wanted.includes(name) : LONG.includes(name)) continue;
      print(await measure(system));
    }
    const { api, worker } = system.memory();
    print([
      figure('memory of the API after all of it', 'MiB', api),
      figure('memory of the worker after all of it', 'MiB', worker),
    ]);
  } finally {
    await system.stop();
  }
}

function print(figures: Figure[]): void {
  for (const one of figures) process.stdout.write(`${JSON.stringify(one)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
