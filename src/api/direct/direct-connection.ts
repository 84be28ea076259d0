import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import type {
  UserEvent,
  UserFeedSubscriber,
  UserFeedSubscription,
} from '../../delivery/feed/user-feed';
import { errorBody, toAppError } from '../http/error-translator';
import { MAX_BACKLOG_BYTES } from '../sockets/connection';
import type { Credential } from '../sockets/credentials';
import { recheckAccess } from '../sockets/heartbeat';
import { runCommand } from './direct-commands';
import { directEvents } from './direct-events';
import { OutgoingBytes } from './outgoing-bytes';

type Acknowledge = (response: object) => void;

export interface AuthenticatedSocket {
  principal: Principal;
  credential: Credential;
}

/** Maximum wait for the client to receive an error event before the connection is terminated. */
const CLOSE_TIMEOUT_MS = 10_000;

/** One connected Socket.IO client: receives the events of its user's chats and sends commands. */
export class DirectConnection implements UserFeedSubscriber {
  private readonly outgoing: OutgoingBytes;
  private readonly subscription: UserFeedSubscription;
  /** Commands are handled one after the other. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: Context,
    private readonly socket: Socket,
    private readonly authenticated: AuthenticatedSocket,
  ) {
    this.outgoing = new OutgoingBytes(socket.conn);
    socket.onAny((name: string, ...args: unknown[]) => this.receive(name, args));
    const { offset } = socket.handshake.auth;
    const after = socket.recovered && typeof offset === 'string' ? offset : undefined;
    this.subscription = context.userFeed.subscribe(authenticated.principal.id, this, after);
    const heartbeat = (): void => this.heartbeat();
    socket.conn.on('heartbeat', heartbeat);
    socket.on('disconnect', () => {
      socket.conn.off('heartbeat', heartbeat);
      this.subscription.close();
    });
  }

  write(event: UserEvent, offset: string): void {
    const events = directEvents(event, this.authenticated.principal.id);
    for (const [index, { name, payload }] of events.entries()) {
      // The last event carries the offset: the client has received all of them.
      const offsets = index === events.length - 1 ? [offset] : [];
      this.outgoing.add(payload);
      this.socket.emit(name, payload, ...offsets);
    }
  }

  /** Sends an offset without an event; the client library stores it and resumes from there. */
  sendOffset(offset: string): void {
    this.socket.emit('position', offset);
  }

  backlog(): number {
    return this.outgoing.total;
  }

  /** Closes the transport only, so that the client library reconnects and resumes automatically. */
  drop(error: AppError): void {
    this.socket.emit('error', errorBody(error));
    this.socket.conn.close();
    setTimeout(() => this.outgoing.terminate(), CLOSE_TIMEOUT_MS).unref();
  }

  private receive(name: string, args: unknown[]): void {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as Acknowledge) : undefined;
    const payload = args[0] === acknowledge ? undefined : args[0];
    const limited = this.context.limits.consumeForUser(this.authenticated.principal.id);
    const admitted = limited?.then(
      () => true,
      (error: unknown) => this.closeWithError(error),
    );
    this.queue = this.queue.then(async () => {
      if ((await admitted) === false || !this.socket.connected) return;
      await this.runCommand(name, payload, acknowledge);
    });
  }

  private async runCommand(
    name: string,
    payload: unknown,
    acknowledge: Acknowledge | undefined,
  ): Promise<void> {
    if (this.backlog() > MAX_BACKLOG_BYTES) {
      this.drop(new AppError('too-slow'));
      return;
    }
    try {
      const data = await runCommand(this.context, this.authenticated.principal, { name, payload });
      this.outgoing.add(data);
      acknowledge?.({ success: true, data });
    } catch (error) {
      const body = this.errorPayload(error);
      this.outgoing.add(body);
      if (acknowledge) acknowledge(body);
      else this.socket.emit('error', body);
    }
  }

  private heartbeat(): void {
    this.subscription.sendOffset();
    this.recheck();
  }

  recheck(): void {
    recheckAccess([this.authenticated.credential], (error) => this.closeWithError(error));
  }

  private closeWithError(error: unknown): false {
    this.socket.emit('error', this.errorPayload(error));
    this.socket.disconnect(true);
    return false;
  }

  private errorPayload(error: unknown): object {
    const appError = toAppError(error);
    if (appError.status < 500) return errorBody(appError);
    const errorId = randomUUID();
    this.context.logger.error({ err: error, errorId }, 'Socket.IO command failed');
    return errorBody(appError, errorId);
  }
}
