import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import type { AppError } from '../../errors';
import type {
  UserEvent,
  UserFeedSubscriber,
  UserFeedSubscription,
} from '../../delivery/feed/user-feed';
import { toAppError } from '../http/error-translator';
import { runCommand } from './direct-commands';
import { directEvents, directError } from './direct-events';
import { OutgoingBytes } from './outgoing-bytes';

type Acknowledge = (reply: object) => void;

const CLOSE_TIMEOUT_MS = 1_000;

/** Somebody at a socket of this door: hears what concerns them, and asks for what a socket may. */
export class DirectConnection implements UserFeedSubscriber {
  private readonly outgoing: OutgoingBytes;
  private readonly subscription: UserFeedSubscription;
  /** Events are served one after the other. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: Context,
    private readonly socket: Socket,
    private readonly authenticated: { principal: Principal; recheck: () => Promise<unknown> },
  ) {
    this.outgoing = new OutgoingBytes(socket.conn);
    socket.onAny((name: string, ...given: unknown[]) => this.receive(name, given));
    const { offset } = socket.handshake.auth;
    const after = socket.recovered && typeof offset === 'string' ? offset : undefined;
    this.subscription = context.userFeed.subscribe(authenticated.principal.id, this, after);
    const beat = (): void => this.heartbeat();
    socket.conn.on('heartbeat', beat);
    socket.on('disconnect', () => {
      socket.conn.off('heartbeat', beat);
      this.subscription.close();
    });
  }

  write(event: UserEvent, offset: string): void {
    const frames = directEvents(event, this.authenticated.principal.id);
    for (const [index, { name, payload }] of frames.entries()) {
      // The last of them says that all were taken.
      const place = index === frames.length - 1 ? [offset] : [];
      this.outgoing.add(payload);
      this.socket.emit(name, payload, ...place);
    }
  }

  /** An offset with nothing else: the client's library keeps it and asks from there. */
  sendOffset(offset: string): void {
    this.socket.emit('position', offset);
  }

  backlog(): number {
    return this.outgoing.total;
  }

  /** Cut rather than sent away: the library then comes back by itself, and is told the rest. */
  drop(error: AppError): void {
    this.socket.emit('error', directError(error));
    this.socket.conn.close();
    setTimeout(() => this.outgoing.terminate(), CLOSE_TIMEOUT_MS).unref();
  }

  private receive(name: string, given: unknown[]): void {
    const last = given.at(-1);
    const answer = typeof last === 'function' ? (last as Acknowledge) : undefined;
    const payload = given[0] === answer ? undefined : given[0];
    const counted = this.context.limits.consumeForUser(this.authenticated.principal.id);
    const admitted = counted?.then(
      () => true,
      (error: unknown) => this.closeWithError(error),
    );
    this.queue = this.queue.then(async () => {
      if ((await admitted) === false || !this.socket.connected) return;
      await this.runCommand(name, payload, answer);
    });
  }

  private async runCommand(
    name: string,
    payload: unknown,
    answer: Acknowledge | undefined,
  ): Promise<void> {
    try {
      const data = await runCommand(this.context, this.authenticated.principal, { name, payload });
      answer?.({ success: true, data });
    } catch (error) {
      const refusal = this.errorPayload(error);
      if (answer) answer(refusal);
      else this.socket.emit('error', refusal);
    }
  }

  /** Tokens run out, people sign out, roles change while a socket stays open. */
  private heartbeat(): void {
    this.subscription.sendOffset();
    this.authenticated.recheck().catch((error: unknown) => {
      // That we cannot ask just now is no reason to send anybody away.
      if (toAppError(error).status < 500) this.closeWithError(error);
    });
  }

  private closeWithError(error: unknown): false {
    this.socket.emit('error', this.errorPayload(error));
    this.socket.disconnect(true);
    return false;
  }

  private errorPayload(error: unknown): object {
    const known = toAppError(error);
    if (known.status < 500) return directError(known);
    const id = randomUUID();
    this.context.logger.error({ err: error, errorId: id }, 'A socket could not be served');
    return { ...directError(known), details: { ...known.details, id } };
  }
}
