import type { Response } from 'express';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { Logger } from '../../logger';
import type { Credential } from './socket-credentials';
import { toAppError } from '../http/error-translator';

/** One open stream of a person who is known. */
export interface StreamConnection {
  readonly principal: Principal;
  /** Sends a frame; the first one begins the answer, so that whatever is refused before is refused as JSON. */
  send(frame: string): void;
  /** Bytes that were sent and that the far side has not taken. */
  backlog(): number;
  /** Ends it, with the contract's frame that says why; whoever listens may come again. */
  close(error?: AppError): void;
}

/** What a door does with an open stream. */
export interface StreamHandler {
  /** Asks again whether the person may be here; refuses otherwise. */
  checkAccess(): Promise<void>;
  /** The stream is gone. */
  onClose(): void;
}

export interface StreamProtocol {
  open(line: StreamConnection): Promise<StreamHandler>;
  /** The contract's frame for a refusal. */
  errorFrame(error: AppError): string;
}

interface OpenStream {
  response: Response;
  principal: Principal;
  credential: Credential;
  protocol: StreamProtocol;
  handler?: StreamHandler;
  /** When the next sign of life is given; milliseconds since the epoch. */
  heartbeatAt: number;
}

const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Content-Type-Options': 'nosniff',
  // A proxy that gathers answers before it hands them on would hold back every frame.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};
const HEARTBEAT_FRAME = ': here\n\n';
const MAX_STREAMS_PER_USER = 50;
/** How long a refusal may wait behind what the other side has still to take. */
const CLOSE_TIMEOUT_MS = 10_000;
const SHUTDOWN_TIMEOUT_MS = 1_000;
/** Signs of life are spread: those who came together are not all written to in one moment. */
const HEARTBEAT_SLICES = 25;

/**
 * Server-sent events for any door: opened like a call, with the same limits and refusals, then kept
 * until either side leaves. What keeps the line alive also asks again who is there.
 */
export class EventStreams {
  private readonly openStreams = new Set<OpenStream>();
  private readonly heartbeatTimer: NodeJS.Timeout;
  private openedTotal = 0;

  constructor(private readonly deps: { heartbeat: number; logger: Logger }) {
    this.heartbeatTimer = setInterval(
      () => this.sendDueHeartbeats(),
      deps.heartbeat / HEARTBEAT_SLICES,
    );
  }

  /** How many are open, and how many were opened since the process began. */
  counts(): { open: number; opened: number } {
    return { open: this.openStreams.size, opened: this.openedTotal };
  }

  /** Rejects what is refused before the first frame. */
  async serve(
    response: Response,
    opening: StreamProtocol,
    { principal, credential }: Pick<OpenStream, 'principal' | 'credential'>,
  ): Promise<void> {
    if (response.req.method === 'HEAD') {
      response.writeHead(200, STREAM_HEADERS).end();
      return;
    }
    this.requireBelowLimit(principal);
    const beatAt = Date.now() + Math.random() * this.deps.heartbeat;
    const guest: OpenStream = {
      response,
      principal,
      credential,
      protocol: opening,
      heartbeatAt: beatAt,
    };
    this.openStreams.add(guest);
    response.once('close', () => this.remove(guest));
    try {
      guest.handler = await opening.open(this.connectionOf(guest));
      // Gone while it was being opened.
      if (!this.openStreams.has(guest)) guest.handler.onClose();
    } catch (error) {
      if (!response.headersSent) throw error;
      this.closeWithError(guest, error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.heartbeatTimer);
    const responses = [...this.openStreams].map(({ response }) => response);
    const gone = responses.map((one) => new Promise((resolve) => one.once('close', resolve)));
    for (const response of responses) response.end();
    const patience = setTimeout(
      () => responses.forEach((one) => one.destroy()),
      SHUTDOWN_TIMEOUT_MS,
    );
    await Promise.all(gone);
    clearTimeout(patience);
  }

  private connectionOf(guest: OpenStream): StreamConnection {
    const { response, principal } = guest;
    return {
      principal,
      send: (frame) => {
        if (response.writableEnded || response.destroyed) return;
        if (!response.headersSent) {
          this.openedTotal += 1;
          response.writeHead(200, STREAM_HEADERS);
        }
        response.write(frame);
      },
      backlog: () => response.writableLength,
      close: (error) => this.closeStream(guest, error),
    };
  }

  private requireBelowLimit({ id }: Principal): void {
    const theirs = [...this.openStreams].filter(({ principal }) => principal.id === id);
    if (theirs.length < MAX_STREAMS_PER_USER) return;
    throw new AppError('rate-limited', {
      message: `You have ${MAX_STREAMS_PER_USER} streams open. Close some before you open another`,
    });
  }

  private closeWithError(guest: OpenStream, error: unknown): void {
    const known = toAppError(error);
    if (known.status >= 500) {
      this.deps.logger.error({ err: error }, 'A stream could not be served');
    }
    this.closeStream(guest, known);
  }

  private closeStream({ response, protocol: opening }: OpenStream, error?: AppError): void {
    if (response.writableEnded) return;
    response.end(error && opening.errorFrame(error));
    const patience = setTimeout(() => response.destroy(), CLOSE_TIMEOUT_MS);
    response.once('close', () => clearTimeout(patience));
  }

  private sendDueHeartbeats(): void {
    const now = Date.now();
    for (const guest of this.openStreams) {
      if (guest.heartbeatAt > now || !guest.handler) continue;
      guest.heartbeatAt = now + this.deps.heartbeat;
      if (!guest.response.writableEnded) guest.response.write(HEARTBEAT_FRAME);
      this.recheckAccess(guest).catch((error: unknown) => {
        // That we cannot ask just now is no reason to send anybody away.
        if (toAppError(error).status < 500) this.closeWithError(guest, error);
      });
    }
  }

  /** Tokens run out, people sign out, roles and rights change while a stream stays open. */
  private async recheckAccess({ credential, handler: talk }: OpenStream): Promise<void> {
    await credential();
    await talk?.checkAccess();
  }

  private remove(guest: OpenStream): void {
    this.openStreams.delete(guest);
    guest.handler?.onClose();
  }
}
