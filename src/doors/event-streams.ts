import type { Response } from 'express';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { Logger } from '../logger';
import type { Credential } from './socket-credentials';
import { toAppError } from './error-translator';

/** One open stream of a person who is known. */
export interface StreamLine {
  readonly principal: Principal;
  /** Sends a frame; the first one begins the answer, so that whatever is refused before is refused as JSON. */
  send(frame: string): void;
  /** Bytes that were sent and that the far side has not taken. */
  backlog(): number;
  /** Ends it, with the contract's frame that says why; whoever listens may come again. */
  end(error?: AppError): void;
}

/** What a door does with an open stream. */
export interface StreamTalk {
  /** Asks again whether the person may be here; refuses otherwise. */
  check(): Promise<void>;
  /** The stream is gone. */
  end(): void;
}

export interface StreamOpening {
  open(line: StreamLine): Promise<StreamTalk>;
  /** The contract's frame for a refusal. */
  refusal(error: AppError): string;
}

interface Guest {
  response: Response;
  principal: Principal;
  credential: Credential;
  opening: StreamOpening;
  talk?: StreamTalk;
  /** When the next sign of life is given; milliseconds since the epoch. */
  beatAt: number;
}

const HEAD = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Content-Type-Options': 'nosniff',
  // A proxy that gathers answers before it hands them on would hold back every frame.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};
const SIGN_OF_LIFE = ': here\n\n';
const MOST_OF_A_PERSON = 50;
/** How long a refusal may wait behind what the other side has still to take. */
const GOODBYE_MS = 10_000;
const RESTART_MS = 1_000;
/** Signs of life are spread: those who came together are not all written to in one moment. */
const SLICES = 25;

/**
 * Server-sent events for any door: opened like a call, with the same limits and refusals, then kept
 * until either side leaves. What keeps the line alive also asks again who is there.
 */
export class EventStreams {
  private readonly guests = new Set<Guest>();
  private readonly beat: NodeJS.Timeout;
  private opened = 0;

  constructor(private readonly needs: { heartbeat: number; logger: Logger }) {
    this.beat = setInterval(() => this.beatThoseDue(), needs.heartbeat / SLICES);
  }

  /** How many are open, and how many were opened since the process began. */
  counts(): { open: number; opened: number } {
    return { open: this.guests.size, opened: this.opened };
  }

  /** Rejects what is refused before the first frame. */
  async serve(
    response: Response,
    opening: StreamOpening,
    { principal, credential }: Pick<Guest, 'principal' | 'credential'>,
  ): Promise<void> {
    if (response.req.method === 'HEAD') {
      response.writeHead(200, HEAD).end();
      return;
    }
    this.requireFew(principal);
    const beatAt = Date.now() + Math.random() * this.needs.heartbeat;
    const guest: Guest = { response, principal, credential, opening, beatAt };
    this.guests.add(guest);
    response.once('close', () => this.forget(guest));
    try {
      guest.talk = await opening.open(this.lineOf(guest));
      // Gone while it was being opened.
      if (!this.guests.has(guest)) guest.talk.end();
    } catch (error) {
      if (!response.headersSent) throw error;
      this.dismiss(guest, error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.beat);
    const responses = [...this.guests].map(({ response }) => response);
    const gone = responses.map((one) => new Promise((resolve) => one.once('close', resolve)));
    for (const response of responses) response.end();
    const patience = setTimeout(() => responses.forEach((one) => one.destroy()), RESTART_MS);
    await Promise.all(gone);
    clearTimeout(patience);
  }

  private lineOf(guest: Guest): StreamLine {
    const { response, principal } = guest;
    return {
      principal,
      send: (frame) => {
        if (response.writableEnded || response.destroyed) return;
        if (!response.headersSent) {
          this.opened += 1;
          response.writeHead(200, HEAD);
        }
        response.write(frame);
      },
      backlog: () => response.writableLength,
      end: (error) => this.end(guest, error),
    };
  }

  private requireFew({ id }: Principal): void {
    const theirs = [...this.guests].filter(({ principal }) => principal.id === id);
    if (theirs.length < MOST_OF_A_PERSON) return;
    throw new AppError('rate-limited', {
      message: `You have ${MOST_OF_A_PERSON} streams open. Close some before you open another`,
    });
  }

  private dismiss(guest: Guest, error: unknown): void {
    const known = toAppError(error);
    if (known.status >= 500) {
      this.needs.logger.error({ err: error }, 'A stream could not be served');
    }
    this.end(guest, known);
  }

  private end({ response, opening }: Guest, error?: AppError): void {
    if (response.writableEnded) return;
    response.end(error && opening.refusal(error));
    const patience = setTimeout(() => response.destroy(), GOODBYE_MS);
    response.once('close', () => clearTimeout(patience));
  }

  private beatThoseDue(): void {
    const now = Date.now();
    for (const guest of this.guests) {
      if (guest.beatAt > now || !guest.talk) continue;
      guest.beatAt = now + this.needs.heartbeat;
      if (!guest.response.writableEnded) guest.response.write(SIGN_OF_LIFE);
      this.checkAgain(guest).catch((error: unknown) => {
        // That we cannot ask just now is no reason to send anybody away.
        if (toAppError(error).status < 500) this.dismiss(guest, error);
      });
    }
  }

  /** Tokens run out, people sign out, roles and rights change while a stream stays open. */
  private async checkAgain({ credential, talk }: Guest): Promise<void> {
    await credential();
    await talk?.check();
  }

  private forget(guest: Guest): void {
    this.guests.delete(guest);
    guest.talk?.end();
  }
}
