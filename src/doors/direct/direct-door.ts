import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import type { Principal } from '../../accounts/principal';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { toAppError } from '../error-translator';
import type { UpgradeDoor } from '../upgrade-router';
import { directRefusal } from './direct-frames';
import { DirectGuest } from './direct-guest';

const PATH = '/socket.io/';
/** The longest message there may be, should each of its characters be escaped. */
const MAX_FRAME = 32 * 1024;
const CONNECT_WITHIN_MS = 10_000;
const COME_BACK_WITHIN_MS = 120_000;

interface Admitted {
  principal: Principal;
  check: () => Promise<unknown>;
}

/** The Socket.IO server of the direct contract, beside the routes and sockets of the others. */
export class DirectDoor implements UpgradeDoor {
  /** Never listens: what belongs here is handed to it. */
  private readonly lobby = createServer();
  private readonly io: Server;
  private readonly admitted = new WeakMap<Socket, Admitted>();

  constructor(
    private readonly context: Context,
    private readonly addressOf: (request: IncomingMessage) => string,
  ) {
    const { socketHeartbeat } = context.config;
    this.io = new Server(this.lobby, {
      path: PATH,
      serveClient: false,
      adapter: context.personFeed.adapter(),
      connectTimeout: CONNECT_WITHIN_MS,
      maxHttpBufferSize: MAX_FRAME,
      pingInterval: socketHeartbeat,
      pingTimeout: socketHeartbeat,
      connectionStateRecovery: {
        maxDisconnectionDuration: COME_BACK_WITHIN_MS,
        skipMiddlewares: false,
      },
    });
    this.io.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error: unknown) => next(this.refusal(error)),
      );
    });
    this.io.on('connection', (socket) => {
      const admitted = this.admitted.get(socket);
      if (admitted) new DirectGuest(context, socket, admitted);
    });
  }

  serves(path: string): boolean {
    return path === PATH || path === PATH.slice(0, -1);
  }

  /** Who cannot have a WebSocket asks again and again over HTTP. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    this.lobby.emit('request', request, response);
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.lobby.emit('upgrade', request, socket, head);
  }

  /** Lines are cut, so that their libraries come again elsewhere by themselves. */
  async close(): Promise<void> {
    await this.io.close();
  }

  /** `auth: { token }` (direct-10); it is kept to be asked again and is written nowhere. */
  private async admit(socket: Socket): Promise<void> {
    const { limits, authenticator } = this.context;
    await limits.takeForAddress(this.addressOf(socket.request));
    const { token } = socket.handshake.auth;
    if (typeof token !== 'string') {
      throw new AppError('unauthenticated', {
        message: 'Sign in first: connect with auth: { token }',
      });
    }
    const check = (): Promise<Principal> => authenticator.authenticate(token);
    const principal = await check();
    await limits.takeForPerson(principal.id);
    this.admitted.set(socket, { principal, check });
  }

  private refusal(error: unknown): Error {
    const known = toAppError(error);
    if (known.status >= 500) this.context.logger.error({ err: error }, 'Nobody could be let in');
    return Object.assign(new Error(known.message), { data: directRefusal(known) });
  }
}
