import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Apps } from './apps';
import { acceptConnection } from './connections/accept-connection';
import { Faults } from './faults';
import type { Host } from './host';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { handleRequest } from './rest/handle-request';
import { Router } from './rest/router';
import { routes } from './rest/routes';

/** How to start a server. */
export interface LocalAblyOptions {
  /** 0 takes a free port. */
  port?: number;
  host?: string;
  /** Keys of the form `app.key:secret`; each names its app. */
  keys: string[];
  limits?: Partial<Limits>;
}

/** A running server. */
export interface LocalAbly {
  port: number;
  /** Ends all connections and timers; the port is free again when it resolves. */
  stop(): Promise<void>;
}

const SWEEP_MS = 1_000;
const MAX_HEADER_BYTES = 65_536;

/** Starts an Ably-compatible server: REST and WebSocket on one port. */
export async function startLocalAbly(options: LocalAblyOptions): Promise<LocalAbly> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const host: Host = { apps: new Apps(limits), limits, faults: new Faults() };
  for (const key of options.keys) host.apps.addKey(key);
  const server = createHttpServer(host);
  const sweep = setInterval(() => sweepApps(host), SWEEP_MS).unref();
  await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      clearInterval(sweep);
      for (const app of host.apps.all()) app.connections.clear();
      await close(server);
    },
  };
}

function createHttpServer(host: Host): Server {
  const router = new Router(routes);
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (message, response) => {
    void handleRequest(host, router, message, response);
  });
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: host.limits.maxFrameSize,
    skipUTF8Validation: false,
  });
  server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (host.faults.refuseConnections) {
      socket.destroy();
      return;
    }
    const query = new URL(message.url ?? '/', 'http://localhost').searchParams;
    webSockets.handleUpgrade(message, socket, head, (webSocket) => {
      acceptConnection(host, webSocket, socket, query);
    });
  });
  return server;
}

function sweepApps(host: Host): void {
  const now = Date.now();
  for (const app of host.apps.all()) {
    app.expire(now);
    app.connections.keepAlive(now - host.limits.maxIdleInterval * 0.6);
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
