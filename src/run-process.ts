import { ConfigError } from './config/config';
import { createLogger } from './logger';

interface RunningProcess {
  /** How long `stop` may take; then the process exits with 1. */
  limitMs: number;
  stop(): Promise<void>;
}

/** Runs a process until SIGINT or SIGTERM, then stops it. A failed start exits with 1. */
export async function runProcess(
  name: string,
  start: () => Promise<RunningProcess>,
): Promise<void> {
  const logger = createLogger(name, 'info');
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'Unhandled rejection; exiting');
    process.exit(1);
  });
  try {
    const started: { process?: RunningProcess } = {};
    const end = async (): Promise<void> => {
      const running = started.process;
      // Nothing to finish while it still waits for the database.
      if (!running) process.exit(0);
      setTimeout(() => {
        logger.error('Shutdown took too long; exiting');
        process.exit(1);
      }, running.limitMs).unref();
      await running.stop();
      process.exit(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void end());
    }
    started.process = await start();
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else logger.fatal({ err: error }, 'Startup failed');
    process.exit(1);
  }
}
