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
import { splitUrl } from './rest/rest-request';

export interface LocalAblyOptions {
  /** 0 selects a free port. */
  port?: number;
  host?: string;
  /** Keys of the form `app.key:secret`; each creates its app. */
  keys: string[];
  /** Tokens of the keys can be revoked, and live for an hour at most. */
  revocableTokens?: boolean;
  limits?: Partial<Limits>;
  /** Serves `POST /apps` and `DELETE /apps/:id` for SDK test suites; on loopback only. */
  provisioning?: boolean;
  /** Serves fault injection under `/admin/faults/`; on loopback only. */
  admin?: boolean;
}

export interface LocalAbly {
  port: number;
  faults: FaultControl;
  /** Closes all connections; resolves when the port is free. */
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
  const state: ServerState = {
    apps: new Apps(limits),
    limits,
    faults: new Faults(),
    sendBuffers: new SendBuffers(limits.maxSendBuffers),
    port: 0,
  };
  const { revocableTokens = false } = options;
  for (const key of options.keys) state.apps.addKey(key, { revocableTokens });
  const server = createHttpServer(state, routesFor(options));
  const intervalMs = Math.min(MAINTENANCE_INTERVAL_MS, limits.maxIdleInterval / 5);
  const maintenance = setInterval(() => maintainApps(state), intervalMs).unref();
  await listen(server, options.port ?? 0, address);
  state.port = (server.address() as AddressInfo).port;
  return {
    port: state.port,
    faults: new FaultControl(state),
    stop: async () => {
      clearInterval(maintenance);
      for (const app of state.apps.all()) app.connections.clear();
      await close(server);
    },
  };
}

/** Throws when test features would be reachable from the network. */
function checkExposure(options: LocalAblyOptions, address: string): void {
  if (!options.provisioning && !options.admin) return;
  if (['127.0.0.1', '::1', 'localhost'].includes(address)) return;
  throw new Error(
    `Provisioning and fault injection are served on loopback only, not on ${address}:  ` +
      'disable them, or listen on 127.0.0.1.',
  );
}

function routesFor(options: LocalAblyOptions): Route[] {
  return [
    ...routes,
    ...(options.provisioning ? provisioningRoutes : []),
    ...(options.admin ? faultRoutes : []),
  ];
}

function createHttpServer(state: ServerState, routes: Route[]): Server {
  const router = new Router(routes);
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (message, response) => {
    void handleRequest({ server: state, router }, message, response);
  });
  // Longer than the keep-alive of SDKs, which must not write to a closing socket.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  server.maxConnections = state.limits.maxConnections + REST_SOCKETS;
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: Math.max(state.limits.maxFrameSize, state.limits.maxRefusedFrameSize),
    skipUTF8Validation: false,
  });
  server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (state.faults.refuseConnections) {
      socket.destroy();
      return;
    }
    const { query } = splitUrl(message.url ?? '/');
    webSockets.handleUpgrade(message, socket, head, (webSocket) => {
      acceptConnection(state, { webSocket, socket, query });
    });
  });
  return server;
}

function maintainApps(state: ServerState): void {
  const now = Date.now();
  for (const app of state.apps.all()) {
    app.expire(now);
    app.connections.keepAlive(now - state.limits.maxIdleInterval * 0.6);
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
