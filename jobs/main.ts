import { loadConfig, requireAddresses } from '../src/config/config';
import { readEnv } from '../src/config/env';
import { createContext } from '../src/context';
import { createLogger } from '../src/logger';
import { serveMetrics } from '../src/metrics/metrics-server';
import { runProcess } from '../src/run-process';
import { startWatchdog } from './watchdog/start-watchdog';
import { startWorker } from './worker';

/** The worker process: runs session timelines, delivers the outbox and does periodic work. */
void runProcess('worker', async () => {
  const { config, secrets } = loadConfig(readEnv(), { tokens: false });
  requireAddresses(config, secrets);
  const logger = createLogger('worker', config.logLevel);
  const context = await createContext({ config, secrets, logger });
  const worker = startWorker(context);
  const { loops } = worker;
  const watchdog = startWatchdog({ name: 'worker', loops, limits: config.watchdog, logger });
  const { host, port } = config.metrics;
  // API and worker may run on one machine.
  const address = { host, port: port === 0 ? 0 : port + 1 };
  const metrics = await serveMetrics(worker.metrics, address, logger);
  logger.info('The worker is running');
  return {
    limitMs: config.deadlines.shutdown.limit,
    stop: async () => {
      metrics.close();
      // From here on the limit of the shutdown counts.
      await watchdog.stop();
      await worker.stop();
      await context.dispose();
    },
  };
});
