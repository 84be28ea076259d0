import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const CHECK_INTERVAL_MS = 500;
const CHECK_TIMEOUT_MS = 1_000;
/** Failed checks in sequence after which a backend is down. */
const CHECKS_TO_FALL = 2;

export interface Balancer {
  readonly port: number;
  /** Resets all connections of clients. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * A TCP load balancer with health checks. When a backend does not answer them, its connections are
 * reset, as HAProxy does with `on-marked-down shutdown-sessions`, so that clients connect again.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const backends = ports.map((port) => new Backend(port));
  const clients = new Set<Socket>();
  const stopping = new AbortController();
  const checks = backends.map((backend) => backend.keepChecking(stopping.signal));
  let next = 0;
  const server = createServer({ noDelay: true }, (client) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    const healthy = backends.filter(({ isUp }) => isUp);
    const candidates = healthy.length > 0 ? healthy : backends;
    next += 1;
    candidates[next % candidates.length]?.serve(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => clients.forEach((client) => client.resetAndDestroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: async () => {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await Promise.all([closed, ...checks]);
    },
  };
}

class Backend {
  private readonly connections = new Set<Socket>();
  private failedChecks = 0;

  constructor(private readonly port: number) {}

  get isUp(): boolean {
    return this.failedChecks < CHECKS_TO_FALL;
  }

  serve(client: Socket): void {
    const server = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    this.connections.add(client);
    client.on('close', () => {
      this.connections.delete(client);
      server.destroy();
    });
    server.on('error', () => client.resetAndDestroy());
    server.on('close', () => client.destroy());
    client.pipe(server).pipe(client);
  }

  async keepChecking(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isHealthy = await this.check();
      this.failedChecks = isHealthy ? 0 : this.failedChecks + 1;
      if (!this.isUp) this.connections.forEach((client) => client.resetAndDestroy());
      await pause(CHECK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async check(): Promise<boolean> {
    try {
      const { status, body } = await fetch(`http://127.0.0.1:${this.port}/healthz`, {
        signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
        headers: { connection: 'close' },
      });
      await body?.cancel();
      return status === 200;
    } catch {
      return false;
    }
  }
}
