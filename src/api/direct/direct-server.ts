import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { errorBody, toAppError } from '../http/error-translator';
import { tokenCredential } from '../sockets/credentials';
import type { UpgradeHandler } from '../sockets/upgrade-router';
import { DirectConnection } from './direct-connection';
import type { AuthenticatedSocket } from './direct-connection';
import { recoverableAdapter } from './recoverable-adapter';

const SOCKET_IO_PATH = '/socket.io/';
/** The longest message with every character escaped. */
const MAX_FRAME_BYTES = 32 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const RECOVERY_WINDOW_MS = 120_000;
/** A refused client may hold its transport no longer. */
const REFUSED_MS = 1_000;

type Transport = Socket['conn'];

/** The Socket.IO server of the direct contract. */
export class DirectServer implements UpgradeHandler {
  /** Never listens: requests and upgrades are passed to it. */
  private readonly httpServer = createServer();
  private readonly io: Server;
  private readonly connections = new Map<DirectConnection, string>();
  private readonly authenticated = new WeakMap<Socket, AuthenticatedSocket>();
  /** Why a transport was refused before its client signed in. */
  private readonly refused = new WeakMap<object, unknown>();

  constructor(
    private readonly context: Context,
    private readonly clientIpOf: (request: IncomingMessage) => string,
  ) {
    const { socketHeartbeat } = context.config;
    this.io = new Server(this.httpServer, {
      path: SOCKET_IO_PATH,
      serveClient: false,
      adapter: recoverableAdapter(context.userChannel),
      connectTimeout: CONNECT_TIMEOUT_MS,
      maxHttpBufferSize: MAX_FRAME_BYTES,
      pingInterval: socketHeartbeat,
      pingTimeout: socketHeartbeat,
      connectionStateRecovery: {
        maxDisconnectionDuration: RECOVERY_WINDOW_MS,
        skipMiddlewares: false,
      },
    });
    this.io.engine.on('connection', (transport: Transport) => this.holdForAddress(transport));
    this.io.use((socket, next) => {
      this.authenticate(socket).then(
        () => next(),
        (error: unknown) => next(this.connectError(socket, error)),
      );
    });
    this.io.on('connection', (socket) => {
      const authenticated = this.authenticated.get(socket);
      if (authenticated) this.open(socket, authenticated);
    });
  }

  get connectionCount(): number {
    return this.io.engine.clientsCount;
  }

  matches(path: string): boolean {
    return path === SOCKET_IO_PATH || path === SOCKET_IO_PATH.slice(0, -1);
  }

  /** HTTP long polling, for clients without a WebSocket. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void {
    this.httpServer.emit('request', request, response);
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.httpServer.emit('upgrade', request, socket, head);
  }

  /** Checks the access of a user's connections at once, without waiting for a heartbeat. */
  recheck(userId: string): void {
    for (const [connection, id] of this.connections) if (id === userId) connection.recheck();
  }

  private open(socket: Socket, authenticated: AuthenticatedSocket): void {
    const connection = new DirectConnection(this.context, socket, authenticated);
    this.connections.set(connection, authenticated.principal.id);
    socket.on('disconnect', () => this.connections.delete(connection));
    // Access may have been revoked during the handshake.
    connection.recheck();
  }

  /**
   * Closes the transports, so that the client library automatically reconnects to another process.
   */
  async close(): Promise<void> {
    await this.io.close();
  }

  /** `auth: { token }` (direct-10); the token stays in memory for later checks and is never logged. */
  private async authenticate(socket: Socket): Promise<void> {
    const { limits, authenticator } = this.context;
    if (this.refused.has(socket.conn)) throw this.refused.get(socket.conn);
    await limits.consumeForAddress(this.clientIpOf(socket.request));
    const { token } = socket.handshake.auth;
    if (typeof token !== 'string') {
      throw new AppError('unauthenticated', {
        message: 'Sign in first: connect with auth: { token }',
      });
    }
    const credential = tokenCredential(authenticator, token);
    const principal = await credential();
    await limits.consumeForUser(principal.id);
    this.holdForUser(socket.conn, principal.id);
    this.authenticated.set(socket, { principal, credential });
  }

  /** Counts a transport, which may never sign in, until it closes. */
  private holdForAddress(transport: Transport): void {
    try {
      const address = this.clientIpOf(transport.request);
      transport.once('close', this.context.limits.connections.holdForAddress(address));
    } catch (error) {
      this.refused.set(transport, error);
      closeRefused(transport);
    }
  }

  private holdForUser(transport: Transport, userId: string): void {
    try {
      transport.once('close', this.context.limits.connections.holdForUser(userId));
    } catch (error) {
      closeRefused(transport);
      throw error;
    }
  }

  private connectError({ request }: Socket, error: unknown): Error {
    const appError = toAppError(error);
    const address = this.clientIpOf(request);
    this.context.security.recordRefusal(appError, { address, route: 'Socket.IO' });
    if (appError.status >= 500) {
      this.context.logger.error({ err: error }, 'Socket.IO authentication failed');
    }
    return Object.assign(new Error(appError.message), { data: errorBody(appError) });
  }
}

/** After its client has received why. */
function closeRefused(transport: Transport): void {
  setTimeout(() => transport.close(), REFUSED_MS).unref();
}
