import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { toAppError } from '../http/error-translator';
import type { UpgradeHandler } from '../sockets/upgrade-router';
import { directError } from './direct-events';
import { DirectConnection } from './direct-connection';
import { recoverableAdapter } from './recoverable-adapter';

const SOCKET_IO_PATH = '/socket.io/';
/** The longest message there may be, should each of its characters be escaped. */
const MAX_FRAME_BYTES = 32 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const RECOVERY_WINDOW_MS = 120_000;

interface AuthenticatedSocket {
  principal: Principal;
  recheck: () => Promise<unknown>;
}

/** The Socket.IO server of the direct contract, beside the routes and sockets of the others. */
export class DirectServer implements UpgradeHandler {
  /** Never listens: what belongs here is handed to it. */
  private readonly httpServer = createServer();
  private readonly io: Server;
  private readonly authenticated = new WeakMap<Socket, AuthenticatedSocket>();

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
    this.io.use((socket, next) => {
      this.authenticate(socket).then(
        () => next(),
        (error: unknown) => next(this.connectError(error)),
      );
    });
    this.io.on('connection', (socket) => {
      const admitted = this.authenticated.get(socket);
      if (admitted) new DirectConnection(context, socket, admitted);
    });
  }

  matches(path: string): boolean {
    return path === SOCKET_IO_PATH || path === SOCKET_IO_PATH.slice(0, -1);
  }

  /** Who cannot have a WebSocket asks again and again over HTTP. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void {
    this.httpServer.emit('request', request, response);
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.httpServer.emit('upgrade', request, socket, head);
  }

  /** Lines are cut, so that their libraries come again elsewhere by themselves. */
  async close(): Promise<void> {
    await this.io.close();
  }

  /** `auth: { token }` (direct-10); it is kept to be asked again and is written nowhere. */
  private async authenticate(socket: Socket): Promise<void> {
    const { limits, authenticator } = this.context;
    await limits.consumeForAddress(this.clientIpOf(socket.request));
    const { token } = socket.handshake.auth;
    if (typeof token !== 'string') {
      throw new AppError('unauthenticated', {
        message: 'Sign in first: connect with auth: { token }',
      });
    }
    const check = (): Promise<Principal> => authenticator.authenticate(token);
    const principal = await check();
    await limits.consumeForUser(principal.id);
    this.authenticated.set(socket, { principal, recheck: check });
  }

  private connectError(error: unknown): Error {
    const known = toAppError(error);
    if (known.status >= 500) this.context.logger.error({ err: error }, 'Nobody could be let in');
    return Object.assign(new Error(known.message), { data: directError(known) });
  }
}
