import { ConfigError } from './config/config';
import { createLogger } from './logger';

const HARD_LIMIT_MS = 10_000;

/**
 * Runs a process until SIGINT or SIGTERM, then stops it within ten seconds. `start` returns the
 * stop function; a failed start exits with 1.
 */
export async function runProcess(
  name: string,
  start: () => Promise<() => Promise<void>>,
): Promise<void> {
  const logger = createLogger(name, 'info');
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'Unhandled rejection; exiting');
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
    else logger.fatal({ err: error }, 'Startup failed');
    process.exit(1);
  }
}
