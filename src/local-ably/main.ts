import { readCommandLine } from './command-line';
import { startLocalAbly, type LocalAbly } from './server';

const PARENT_CHECK_MS = 500;

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
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
  const fault = error as NodeJS.ErrnoException;
  const hint =
    fault.code === 'EADDRINUSE' ? ' The port is taken: choose another one with --port.' : '';
  process.stderr.write(`Local Ably did not start: ${fault.message}${hint}\n`);
  process.exit(1);
});
