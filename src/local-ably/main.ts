import { readCommandLine, USAGE } from './command-line';
import { startLocalAbly, type LocalAbly } from './server';

const PARENT_CHECK_MS = 500;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const command = readCommandLine(args, process.env);
  const parent = process.ppid;
  const ably = await startLocalAbly(command);
  const stop = stopOnce(ably);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (command.withParent) {
    setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS).unref();
  }
  process.stdout.write(`Local Ably listening on http://${command.host}:${ably.port}\n`);
}

function stopOnce(ably: LocalAbly): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    void ably.stop().then(() => process.exit(0));
  };
}

main().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  const isTaken = code === 'EADDRINUSE';
  const reason = isTaken ? 'the port is taken; choose another one with --port, or 0.' : message;
  process.stderr.write(`Local Ably did not start: ${reason}\n`);
  process.exit(1);
});
