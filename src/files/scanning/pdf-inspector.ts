import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { readAll } from '../read-all';
import { inspectPdf } from './inspect-pdf';

/** The largest harmless files need half of it. */
const MAX_MEMORY_BYTES = 768 * 1024 * 1024;

/*
 * A process of its own: reads a PDF from standard input and writes the name of its threat, or nothing, to
 * standard output. Hostile bytes harm this process alone.
 */
async function main(): Promise<void> {
  const guard = join(__dirname, `limit-memory${extname(__filename)}`);
  new Worker(guard, { workerData: MAX_MEMORY_BYTES }).unref();
  const found = await inspectPdf(await readAll(process.stdin));
  process.stdout.write(found ?? '', () => process.exit(0));
}

void main();
