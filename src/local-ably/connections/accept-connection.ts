import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { App } from '../app';
import { authenticate, type Credential, type Principal } from '../auth/authenticate';
import { withClientId } from '../auth/identity';
import { AblyError, toAblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { ServerState } from '../server-state';
import { Connection, type ConnectionOptions } from './connection';
import { handleFrame } from './handle-frame';
import { sendConnected } from './send-connected';
import { Transport } from './transport';

const MAX_PRESENCE_GRACE_MS = 120_000;

/** An upgraded WebSocket, its TCP socket, and the query of its URL. */
export interface UpgradedSocket {
  webSocket: WebSocket;
  socket: Duplex;
  query: URLSearchParams;
}

/** Authenticates a new WebSocket, then opens or resumes its connection. */
export function acceptConnection(
  server: ServerState,
  { webSocket, socket, query }: UpgradedSocket,
): void {
  const transport = new Transport(webSocket, socket, {
    format: query.get('format') === 'msgpack' ? 'msgpack' : 'json',
    maxSendBuffer: server.limits.maxSendBuffer,
    sendBuffers: server.sendBuffers,
    faults: server.faults,
  });
  webSocket.on('error', () => undefined);
  try {
    const principal = principalOf(server, query);
    const connection = openConnection(server, principal, { query, transport });
    receiveFrames(server, connection, { webSocket, transport });
    webSocket.on('close', () => principal.app.connections.transportClosed(connection, transport));
  } catch (thrown) {
    const error = toAblyError(thrown);
    const action = error.code === 40111 ? Action.DISCONNECTED : Action.ERROR;
    transport.send({ action, error: error.toWire() });
    transport.close();
  }
}

function checkCapacity({ apps, limits }: ServerState): void {
  if (apps.connectionCount < limits.maxConnections) return;
  throw new AblyError(
    40111,
    403,
    `Too many connections: this server holds at most ${limits.maxConnections}; try later.`,
  );
}

function principalOf(server: ServerState, query: URLSearchParams): Principal<App> {
  const { app, identity } = authenticate(server.apps, credentialOf(query));
  return { app, identity: withClientId(identity, query.get('clientId') ?? undefined) };
}

/** The credential in the query of a URL. */
export function credentialOf(query: URLSearchParams): Credential | undefined {
  const token = query.get('access_token') ?? query.get('accessToken');
  if (token !== null) return { token };
  const key = query.get('key');
  return key === null ? undefined : { key };
}

function openConnection(
  server: ServerState,
  { app, identity }: Principal<App>,
  { query, transport }: { query: URLSearchParams; transport: Transport },
): Connection {
  const options = readOptions(query);
  const key = query.get('resume') ?? query.get('recover') ?? undefined;
  const found = key === undefined ? undefined : app.connections.findByKey(key);
  const resumable = found?.identity.clientId === identity.clientId ? found : undefined;
  if (!resumable) checkCapacity(server);
  const connection = resumable ?? new Connection(app, identity, options);
  connection.identity = identity;
  connection.options = options;
  app.connections.open(connection, transport, resumable && key);
  const failed = key !== undefined && !resumable;
  sendConnected(connection, failed ? resumeError(app, key, found) : undefined);
  return connection;
}

function readOptions(query: URLSearchParams): ConnectionOptions {
  const remain = Number(query.get('remainPresentFor') ?? NaN);
  return {
    echo: query.get('echo') !== 'false',
    heartbeats: query.get('heartbeats') === 'true',
    ...(remain >= 0 ? { remainPresentFor: Math.min(remain, MAX_PRESENCE_GRACE_MS) } : {}),
  };
}

function resumeError(app: App, key: string, found: Connection | undefined): AblyError {
  if (found) {
    return new AblyError(40102, 401, 'Connection not resumed: it belongs to another clientId.');
  }
  return app.connections.isIssuedKey(key)
    ? new AblyError(80008, 400, 'Connection not resumed: its state is gone; a new one was opened.')
    : new AblyError(80018, 400, 'Connection not resumed: the connection key is invalid.');
}

function receiveFrames(
  server: ServerState,
  connection: Connection,
  { webSocket, transport }: { webSocket: WebSocket; transport: Transport },
): void {
  const receive = (data: Buffer, binary: boolean): void => {
    if (connection.transport !== transport) return;
    connection.previousKey = undefined;
    handleFrame(server, connection, { data, binary });
  };
  webSocket.on('message', (data: Buffer, binary: boolean) => {
    if (server.faults.affectsTraffic) server.faults.defer(() => receive(data, binary));
    else receive(data, binary);
  });
}
