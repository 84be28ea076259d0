import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { AppError } from '../../errors';
import type { Logger } from '../../logger';
import { toAppError } from '../http/error-translator';
import type { Release } from '../rate-limits/connection-limits';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { SecurityLog } from '../security/security-log';
import { closeCodeOf, closeReasonOf } from './close-code';
import { boundedConnection } from './connection';
import type { Connection, ConnectionHandler } from './connection';
import { BEARER_PROTOCOL, handshakeCredential } from './credentials';
import type { Credential, CredentialDeps } from './credentials';
import { Heartbeat, recheckAccess } from './heartbeat';
import type { UpgradeHandler } from './upgrade-router';

/** Handles the frames of a WebSocket client. */
export interface FrameHandler extends ConnectionHandler {
  /** Handles one parsed JSON frame; a rejection is sent as an error frame and keeps the socket open. */
  receive(frame: unknown): Promise<void> | void;
}

/** The contract-specific part of a WebSocket. */
export interface SocketProtocol {
  /** The variable part of the path; undefined: another endpoint's path. */
  match(path: string): string | undefined;
  /** Opens the connection; a rejection closes it with the error's code. */
  open(connection: Connection, request: SocketRequest): Promise<FrameHandler>;
  heartbeatFrame(): string;
  errorFrame(error: AppError): string;
  /** The largest accepted frame in bytes; default 16 KiB. */
  maxFrameBytes?: number;
  /** Heartbeat interval in milliseconds, where the configured one is too long. */
  heartbeatMs?: number;
}

export interface SocketRequest {
  pathParam: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
}

interface WebSocketEndpointDeps extends CredentialDeps {
  limits: RateLimits;
  logger: Logger;
  security: Pick<SecurityLog, 'recordRefusal'>;
  /** Heartbeat interval in milliseconds; a client silent for a whole interval is terminated. */
  heartbeatMs: number;
  clientIpOf: (request: IncomingMessage) => string;
}

interface Client {
  socket: WebSocket;
  address: string;
  userId?: string;
  credential?: Credential;
  handler?: FrameHandler;
  isAlive: boolean;
  /** Closing: frames received after our close frame are ignored. */
  isClosing: boolean;
  /** Frames are handled one after the other. */
  queue: Promise<void>;
  /** Frames in the queue, the one being handled included. */
  queuedFrames: number;
  /** Free its places under the connection limits. */
  releases: Release[];
}

const DEFAULT_MAX_FRAME_BYTES = 16 * 1024;
/** Reading pauses above this many queued frames and resumes below the lower mark. */
const PAUSE_ABOVE = 32;
const RESUME_BELOW = 8;
const SERVICE_RESTART = 1012;
const RECONNECT = 'The server is restarting. Connect again';
const CLOSE_TIMEOUT_MS = 1_000;
/** A refused client that does not close may hold its socket no longer. */
const REFUSED_MS = 1_000;

/**
 * The WebSocket server of one contract. It accepts every handshake, then closes with a 44xx code
 * (4401, 4403, 4404, 4429): browsers cannot read a failed handshake. The socket is not read until the
 * connection is open.
 */
export class WebSocketEndpoint implements UpgradeHandler {
  private readonly server: WebSocketServer;
  private readonly clients = new Set<Client>();
  private readonly heartbeat: Heartbeat<Client>;

  constructor(
    private readonly protocol: SocketProtocol,
    private readonly deps: WebSocketEndpointDeps,
  ) {
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: protocol.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES,
      handleProtocols: (offered) => offered.has(BEARER_PROTOCOL) && BEARER_PROTOCOL,
    });
    const intervalMs = protocol.heartbeatMs ?? deps.heartbeatMs;
    this.heartbeat = new Heartbeat(intervalMs, (client) => this.beat(client));
  }

  get connectionCount(): number {
    return this.clients.size;
  }

  matches(path: string): boolean {
    return this.protocol.match(path) !== undefined;
  }

  handleUpgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, duplex, head, (socket) => {
      const client: Client = {
        socket,
        address: this.deps.clientIpOf(request),
        isAlive: true,
        isClosing: false,
        queue: Promise.resolve(),
        queuedFrames: 0,
        releases: [],
      };
      this.clients.add(client);
      this.heartbeat.add(client);
      socket.pause();
      socket.on('error', () => undefined);
      socket.on('pong', () => (client.isAlive = true));
      socket.on('close', () => this.remove(client));
      this.open(client, request).catch((error: unknown) => {
        this.closeWithError(client, error);
        setTimeout(() => socket.terminate(), REFUSED_MS).unref();
      });
    });
  }

  /** Checks the access of a user's connections at once, without waiting for a heartbeat. */
  recheck(userId: string): void {
    for (const client of this.clients) if (client.userId === userId) this.recheckClient(client);
  }

  async close(): Promise<void> {
    this.heartbeat.stop();
    const sockets = [...this.clients].map(({ socket }) => socket);
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const client of this.clients) closeClient(client, SERVICE_RESTART, RECONNECT);
    const timeout = setTimeout(
      () => sockets.forEach((socket) => socket.terminate()),
      CLOSE_TIMEOUT_MS,
    );
    await Promise.all(closed);
    clearTimeout(timeout);
  }

  private async open(client: Client, request: IncomingMessage): Promise<void> {
    const { limits } = this.deps;
    client.releases.push(limits.connections.holdForAddress(client.address));
    await limits.consumeForAddress(client.address);
    const credential = await handshakeCredential(request, this.deps);
    const principal = await credential();
    await limits.consumeForUser(principal.id);
    this.holdForUser(client, principal.id);
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const { socket } = client;
    const connection = boundedConnection({
      principal,
      isWritable: () => socket.readyState === socket.OPEN,
      write: (frame) => socket.send(frame),
      backlog: () => socket.bufferedAmount,
      close: (error) => {
        if (error) this.closeWithError(client, error);
        else closeClient(client, SERVICE_RESTART, RECONNECT);
      },
    });
    const handler = await this.protocol.open(connection, {
      pathParam: this.protocol.match(path) ?? '',
      query: new URLSearchParams(query),
      headers: request.headers,
    });
    Object.assign(client, { userId: principal.id, credential, handler });
    // Access may have been revoked while the connection was being opened.
    this.recheckClient(client);
    // The client left while the connection was being opened.
    if (!this.clients.has(client)) handler.onClose();
    else this.readFrames(client, { handler, userId: principal.id });
  }

  private holdForUser(client: Client, userId: string): void {
    const release = this.deps.limits.connections.holdForUser(userId);
    // The client left meanwhile.
    if (this.clients.has(client)) client.releases.push(release);
    else release();
  }

  private readFrames(
    client: Client,
    { handler, userId }: { handler: FrameHandler; userId: string },
  ): void {
    const { socket } = client;
    const handle = async (data: RawData, isBinary: boolean): Promise<void> => {
      if (client.isClosing) return;
      try {
        await this.deps.limits.consumeForUser(userId);
      } catch (error) {
        this.sendError(client, error);
        this.closeWithError(client, error);
        return;
      }
      await handler.receive(parseFrame(data, isBinary));
    };
    socket.on('message', (data, isBinary) => {
      client.isAlive = true;
      client.queuedFrames += 1;
      if (client.queuedFrames > PAUSE_ABOVE && !client.isClosing) socket.pause();
      client.queue = client.queue
        .then(() => handle(data, isBinary))
        .catch((error: unknown) => this.sendError(client, error))
        .then(() => onFrameHandled(client));
    });
    socket.resume();
  }

  private sendError({ socket }: Client, error: unknown): void {
    socket.send(this.protocol.errorFrame(this.toLoggedError(error)), () => undefined);
  }

  private closeWithError(client: Client, error: unknown): void {
    const appError = this.toLoggedError(error);
    this.deps.security.recordRefusal(appError, { address: client.address, route: 'WebSocket' });
    closeClient(client, closeCodeOf(appError), closeReasonOf(appError));
  }

  private toLoggedError(error: unknown): AppError {
    const appError = toAppError(error);
    if (appError.status >= 500 && appError.code !== 'too-slow') {
      this.deps.logger.error({ err: error }, 'WebSocket error');
    }
    return appError;
  }

  private beat(client: Client): void {
    const { socket, credential, handler } = client;
    if (!client.isAlive) {
      socket.terminate();
      return;
    }
    client.isAlive = false;
    socket.ping();
    if (!credential || !handler) return;
    socket.send(this.protocol.heartbeatFrame(), () => undefined);
    this.recheckClient(client);
  }

  private recheckClient(client: Client): void {
    const { credential, handler } = client;
    if (!credential || !handler) return;
    recheckAccess([credential, () => handler.checkAccess()], (error) =>
      this.closeWithError(client, error),
    );
  }

  private remove(client: Client): void {
    this.clients.delete(client);
    this.heartbeat.remove(client);
    for (const release of client.releases) release();
    client.handler?.onClose();
  }
}

/** Pongs queue behind unread frames, so a handled frame also marks the client as alive. */
function onFrameHandled(client: Client): void {
  client.isAlive = true;
  client.queuedFrames -= 1;
  if (client.queuedFrames < RESUME_BELOW && client.socket.isPaused) client.socket.resume();
}

function closeClient(client: Client, code: number, reason: string): void {
  client.isClosing = true;
  // A paused socket never receives the client's close frame.
  client.socket.resume();
  client.socket.close(code, reason);
}

function parseFrame(data: RawData, isBinary: boolean): unknown {
  if (isBinary) throw new AppError('invalid-json', { message: 'Send frames as text, in JSON' });
  try {
    // ws delivers whole messages as one Buffer unless fragments are requested.
    return JSON.parse((data as Buffer).toString('utf8')) as unknown;
  } catch (error) {
    throw new AppError('invalid-json', { message: 'The frame is not valid JSON', cause: error });
  }
}
