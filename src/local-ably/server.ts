import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Apps } from './apps';
import { acceptConnection } from './connections/accept-connection';
import { SendBuffers } from './connections/send-buffers';
import { FaultControl } from './fault-control';
import { Faults } from './faults';
import type { ServerState } from './server-state';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { handleRequest } from './rest/handle-request';
import { faultRoutes } from './rest/fault-routes';
import { provisioningRoutes } from './rest/provisioning-routes';
import { Router, type Route } from './rest/router';
import { routes } from './rest/routes';
import { splitUrl } from './rest/split-url';

/** How to start a server. */
export interface LocalAblyOptions {
  /** 0 takes a free port. */
  port?: number;
  host?: string;
  /** Keys of the form `app.key:secret`; each names its app. */
  keys: string[];
  limits?: Partial<Limits>;
  /** Serves `POST /apps` and `DELETE /apps/:id` for test suites; on loopback only. */
  provisioning?: boolean;
  /** Serves the faults under `/admin/faults/`; on loopback only. */
  admin?: boolean;
}

/** A running server. */
export interface LocalAbly {
  port: number;
  faults: FaultControl;
  /** Ends all connections and timers; the port is free again when it resolves. */
  stop(): Promise<void>;
}

const MAINTENANCE_INTERVAL_MS = 1_000;
const KEEP_ALIVE_MS = 65_000;
const MAX_HEADER_BYTES = 65_536;
const REST_SOCKETS = 2_000;

/** Starts an Ably-compatible server: REST and WebSocket on one port. */
export async function startLocalAbly(options: LocalAblyOptions): Promise<LocalAbly> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const address = options.host ?? '127.0.0.1';
  checkExposure(options, address);
  const host: ServerState = {
    apps: new Apps(limits),
    limits,
    faults: new Faults(),
    sendBuffers: new SendBuffers(limits.maxSendBuffers),
    port: 0,
  };
  for (const key of options.keys) host.apps.addKey(key);
  const server = createHttpServer(host, routesFor(options));
  const sweepEvery = Math.min(MAINTENANCE_INTERVAL_MS, limits.maxIdleInterval / 5);
  const sweep = setInterval(() => maintainApps(host), sweepEvery).unref();
  await listen(server, options.port ?? 0, address);
  host.port = (server.address() as AddressInfo).port;
  return {
    port: host.port,
    faults: new FaultControl(host),
    stop: async () => {
      clearInterval(sweep);
      for (const app of host.apps.all()) app.connections.clear();
      await close(server);
    },
  };
}

/** Refuses to offer anyone on the network what is meant for tests on this machine. */
function checkExposure(options: LocalAblyOptions, address: string): void {
  if (!options.provisioning && !options.admin) return;
  if (['127.0.0.1', '::1', 'localhost'].includes(address)) return;
  throw new Error(
    `Provisioning and faults are only offered on loopback, not on ${address}: ` +
      'leave them off, or listen on 127.0.0.1.',
  );
}

function routesFor(options: LocalAblyOptions): Route[] {
  return [
    ...routes,
    ...(options.provisioning ? provisioningRoutes : []),
    ...(options.admin ? faultRoutes : []),
  ];
}

function createHttpServer(host: ServerState, served: Route[]): Server {
  const router = new Router(served);
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (message, response) => {
    void handleRequest({ state: host, router }, message, response);
  });
  // Longer than SDKs keep an idle socket, so that they never write to one that is closing.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  server.maxConnections = host.limits.maxConnections + REST_SOCKETS;
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
    const { query } = splitUrl(message.url ?? '/');
    webSockets.handleUpgrade(message, socket, head, (webSocket) => {
      acceptConnection(host, { webSocket, socket, query });
    });
  });
  return server;
}

function maintainApps(host: ServerState): void {
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
