import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io';
import type { Principal } from '../../accounts/principal';
import type { Context } from '../../context';
import type { AppError } from '../../errors';
import type { PersonEvent, PersonReader, PersonSeat } from '../../realtime/person-feed';
import { toAppError } from '../error-translator';
import { carryOut } from './direct-commands';
import { directFrames, directRefusal } from './direct-frames';
import { OutgoingBytes } from './outgoing-bytes';

type Answer = (reply: object) => void;

const GOODBYE_MS = 1_000;

/** Somebody at a socket of this door: hears what concerns them, and asks for what a socket may. */
export class DirectGuest implements PersonReader {
  private readonly outgoing: OutgoingBytes;
  private readonly seat: PersonSeat;
  /** Events are served one after the other. */
  private serving: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: Context,
    private readonly socket: Socket,
    private readonly guest: { principal: Principal; check: () => Promise<unknown> },
  ) {
    this.outgoing = new OutgoingBytes(socket.conn);
    socket.onAny((name: string, ...given: unknown[]) => this.take(name, given));
    const { offset } = socket.handshake.auth;
    const after = socket.recovered && typeof offset === 'string' ? offset : undefined;
    this.seat = context.personFeed.subscribe(guest.principal.id, this, after);
    const beat = (): void => this.beat();
    socket.conn.on('heartbeat', beat);
    socket.on('disconnect', () => {
      socket.conn.off('heartbeat', beat);
      this.seat.close();
    });
  }

  write(event: PersonEvent, offset: string): void {
    const frames = directFrames(event, this.guest.principal.id);
    for (const [index, { name, payload }] of frames.entries()) {
      // The last of them says that all were taken.
      const place = index === frames.length - 1 ? [offset] : [];
      this.outgoing.add(payload);
      this.socket.emit(name, payload, ...place);
    }
  }

  /** An offset with nothing else: the client's library keeps it and asks from there. */
  stand(offset: string): void {
    this.socket.emit('position', offset);
  }

  backlog(): number {
    return this.outgoing.waiting;
  }

  /** Cut rather than sent away: the library then comes back by itself, and is told the rest. */
  drop(error: AppError): void {
    this.socket.emit('error', directRefusal(error));
    this.socket.conn.close();
    setTimeout(() => this.outgoing.cut(), GOODBYE_MS).unref();
  }

  private take(name: string, given: unknown[]): void {
    const last = given.at(-1);
    const answer = typeof last === 'function' ? (last as Answer) : undefined;
    const payload = given[0] === answer ? undefined : given[0];
    const counted = this.context.limits.takeForPerson(this.guest.principal.id);
    const admitted = counted?.then(
      () => true,
      (error: unknown) => this.dismiss(error),
    );
    this.serving = this.serving.then(async () => {
      if ((await admitted) === false || !this.socket.connected) return;
      await this.serve(name, payload, answer);
    });
  }

  private async serve(name: string, payload: unknown, answer: Answer | undefined): Promise<void> {
    try {
      const data = await carryOut(this.context, this.guest.principal, { name, payload });
      answer?.({ success: true, data });
    } catch (error) {
      const refusal = this.refusal(error);
      if (answer) answer(refusal);
      else this.socket.emit('error', refusal);
    }
  }

  /** Tokens run out, people sign out, roles change while a socket stays open. */
  private beat(): void {
    this.seat.stand();
    this.guest.check().catch((error: unknown) => {
      // That we cannot ask just now is no reason to send anybody away.
      if (toAppError(error).status < 500) this.dismiss(error);
    });
  }

  private dismiss(error: unknown): false {
    this.socket.emit('error', this.refusal(error));
    this.socket.disconnect(true);
    return false;
  }

  private refusal(error: unknown): object {
    const known = toAppError(error);
    if (known.status < 500) return directRefusal(known);
    const id = randomUUID();
    this.context.logger.error({ err: error, errorId: id }, 'A socket could not be served');
    return { ...directRefusal(known), details: { ...known.details, id } };
  }
}
