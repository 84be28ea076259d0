import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { collectDefaultMetrics } from 'prom-client';
import type { Registry } from 'prom-client';
import type { MetricsAddress } from '../config/config';
import type { Logger } from '../logger';

/**
 * Serves `/metrics` of this process, its CPU, memory and event loop included, in the Prometheus
 * text format at an address of its own: the API's address is public. A process whose address is
 * taken runs without; port 0 turns metrics off.
 */
export async function serveMetrics(
  registry: Registry,
  { host, port }: MetricsAddress,
  logger: Logger,
): Promise<{ close(): void }> {
  if (port === 0) return { close: () => undefined };
  collectDefaultMetrics({ register: registry });
  const server = createMetricsServer(registry, logger);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    logger.warn({ err: error, port }, 'Metrics server did not start; metrics are not served');
  }
  return { close: () => server.close() };
}

export function createMetricsServer(registry: Registry, logger: Logger): Server {
  return createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      (error: unknown) => {
        logger.error({ err: error }, 'Collecting metrics failed');
        response.writeHead(500).end();
      },
    );
  });
}
