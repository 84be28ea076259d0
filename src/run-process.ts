import { ConfigError } from './config/config';
import { createLogger } from './logger';

const HARD_LIMIT_MS = 10_000;

/**
 * Starts a process and stops it once, on SIGINT or SIGTERM, within ten seconds at most. `start`
 * returns what stops it; a fault at the start is printed and ends the process with 1.
 */
export async function runProcess(
  name: string,
  start: () => Promise<() => Promise<void>>,
): Promise<void> {
  const logger = createLogger(name, 'info');
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'A promise failed unseen; the process ends to be started anew');
    process.exit(1);
  });
  try {
    const stop = await start();
    const end = async () => {
      setTimeout(() => process.exit(1), HARD_LIMIT_MS).unref();
      await stop();
      process.exit(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void end());
    }
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else logger.fatal({ err: error }, 'The process could not start');
    process.exit(1);
  }
}
