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

/** A WebSocket that was just upgraded, its TCP socket, and the query of its URL. */
export interface UpgradedSocket {
  webSocket: WebSocket;
  socket: Duplex;
  query: URLSearchParams;
}

/** Greets a new WebSocket: checks its credential, resumes or opens its connection. */
export function acceptConnection(
  host: ServerState,
  { webSocket, socket, query }: UpgradedSocket,
): void {
  const transport = new Transport(webSocket, socket, {
    format: query.get('format') === 'msgpack' ? 'msgpack' : 'json',
    maxSendBuffer: host.limits.maxSendBuffer,
    sendBuffers: host.sendBuffers,
    faults: host.faults,
  });
  webSocket.on('error', () => undefined);
  try {
    const principal = principalOf(host, query);
    const connection = openConnection(host, principal, { query, transport });
    listen(host, connection, { webSocket, transport });
  } catch (thrown) {
    const error = toAblyError(thrown);
    const action = error.code === 40111 ? Action.DISCONNECTED : Action.ERROR;
    transport.send({ action, error: error.toWire() });
    transport.close();
  }
}

function checkCapacity(host: ServerState): void {
  if (host.apps.connectionCount < host.limits.maxConnections) return;
  throw new AblyError(
    40111,
    403,
    `Too many connections: this server holds at most ${host.limits.maxConnections}; try later.`,
  );
}

function principalOf(host: ServerState, query: URLSearchParams): Principal {
  const { app, identity } = authenticate(host.apps, credentialOf(query));
  return { app, identity: withClientId(identity, query.get('clientId') ?? undefined) };
}

/** The credential in a URL's query, if there is one. */
export function credentialOf(query: URLSearchParams): Credential | undefined {
  const token = query.get('access_token') ?? query.get('accessToken');
  if (token !== null) return { token };
  const key = query.get('key');
  return key === null ? undefined : { key };
}

function openConnection(
  host: ServerState,
  { app, identity }: Principal,
  { query, transport }: { query: URLSearchParams; transport: Transport },
): Connection {
  const options = readOptions(query);
  const key = query.get('resume') ?? query.get('recover') ?? undefined;
  const known = key === undefined ? undefined : app.connections.findByKey(key);
  const resumable = known?.identity.clientId === identity.clientId ? known : undefined;
  if (!resumable) checkCapacity(host);
  const connection = resumable ?? new Connection(app, identity, options);
  connection.identity = identity;
  connection.options = options;
  app.connections.open(connection, transport, resumable && key);
  const failed = key !== undefined && !resumable;
  sendConnected(connection, failed ? resumeError(app, key, known) : undefined);
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

function resumeError(app: App, key: string, known: Connection | undefined): AblyError {
  if (known) {
    return new AblyError(40102, 401, 'Connection not resumed: it belongs to another clientId.');
  }
  return app.connections.isIssuedKey(key)
    ? new AblyError(80008, 400, 'Connection not resumed: its state is gone; a new one was opened.')
    : new AblyError(80018, 400, 'Connection not resumed: the connection key is invalid.');
}

function listen(
  host: ServerState,
  connection: Connection,
  wire: { webSocket: WebSocket; transport: Transport },
): void {
  const receive = (data: Buffer, binary: boolean): void => {
    if (connection.transport !== wire.transport) return;
    connection.previousKey = undefined;
    handleFrame(host, connection, { data, binary });
  };
  wire.webSocket.on('message', (data: Buffer, binary: boolean) => {
    if (host.faults.affectsTraffic) host.faults.defer(() => receive(data, binary));
    else receive(data, binary);
  });
  wire.webSocket.on('close', () =>
    connection.app.connections.transportClosed(connection, wire.transport),
  );
}
