import { loadConfig, requireAddresses } from '../src/config/config';
import { readEnv } from '../src/config/env';
import { createContext } from '../src/context';
import { systemClock } from '../src/clock';
import { createLogger } from '../src/logger';
import { runProcess } from '../src/run-process';
import { startWorker } from './worker';

/** The worker process: runs session timelines, delivers the outbox and does periodic work. */
void runProcess('worker', async () => {
  const { config, secrets } = loadConfig(readEnv());
  requireAddresses(config, secrets);
  const logger = createLogger('worker', config.logLevel);
  const context = await createContext({ config, secrets, clock: systemClock, logger });
  const worker = startWorker(context);
  logger.info('The worker is running');
  return async () => {
    await worker.stop();
    await context.dispose();
  };
});
