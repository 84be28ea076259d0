import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { inspectPdf } from './inspect-pdf';

/** The largest harmless files need half of it. */
const MAX_MEMORY_BYTES = 768 * 1024 * 1024;
const LENGTH_BYTES = 4;

/*
 * A process of its own: hostile bytes harm it alone. Standard input carries PDFs, each after its length;
 * standard output answers each with a line: the name of its threat, or nothing. The next PDF is sent after
 * the answer.
 */
async function main(): Promise<void> {
  const guard = join(__dirname, `inspector-guard${extname(__filename)}`);
  new Worker(guard, { workerData: MAX_MEMORY_BYTES }).unref();
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const bytes of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(bytes);
    size += bytes.length;
    const [first = bytes] = chunks;
    if (first.length < LENGTH_BYTES) chunks = [Buffer.concat(chunks)];
    else if (size === LENGTH_BYTES + first.readUInt32BE()) {
      const found = await inspectPdf(Buffer.concat(chunks).subarray(LENGTH_BYTES));
      chunks = [];
      size = 0;
      process.stdout.write(`${found ?? ''}\n`);
    }
  }
}

void main();
