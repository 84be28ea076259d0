import type { Server } from 'node:http';
import { loadConfig, requireAddresses } from './config/config';
import { readEnv } from './config/env';
import { createContext } from './context';
import { createApiServer } from './api/http/api-server';
import { warnWithoutTeam } from './accounts/sign-in-options';
import { requireRevocableKey } from './delivery/ably/require-revocable-key';
import { createLogger } from './logger';
import { serveMetrics } from './metrics/metrics-server';
import { runProcess } from './run-process';

void runProcess('api', async () => {
  const { config, secrets } = loadConfig(readEnv());
  requireAddresses(config, secrets);
  const logger = createLogger('api', config.logLevel);
  const context = await createContext({ config, secrets, logger });
  await requireRevocableKey(config, context.notifier);
  await warnWithoutTeam({ ...context, production: config.production });
  const api = createApiServer(context);
  await listen(api.http, config);
  const metrics = await serveMetrics(api.metrics, config.metrics, logger);
  logger.info({ port: config.port }, 'The API is listening');
  const { drain, limit } = config.deadlines.shutdown;
  return {
    limitMs: drain + limit,
    stop: async () => {
      await api.drain(drain);
      metrics.close();
      await api.close();
      await context.dispose();
    },
  };
});

function listen(server: Server, { port, host }: { port: number; host: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
