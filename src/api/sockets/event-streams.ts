import type { Response } from 'express';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { Logger } from '../../logger';
import type { ConnectionLimits } from '../rate-limits/connection-limits';
import { toAppError } from '../http/error-translator';
import { boundedConnection } from './connection';
import type { Connection, ConnectionHandler } from './connection';
import type { Credential } from './credentials';
import { Heartbeat, recheckAccess } from './heartbeat';

/** The contract-specific part of an event stream. */
export interface StreamProtocol {
  /** Opens the stream; a rejection before the first frame becomes a JSON error response. */
  open(connection: Connection): Promise<ConnectionHandler>;
  errorFrame(error: AppError): string;
}

interface Stream {
  response: Response;
  principal: Principal;
  credential: Credential;
  protocol: StreamProtocol;
  handler?: ConnectionHandler;
}

const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Content-Type-Options': 'nosniff',
  // A buffering proxy would hold back every frame.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};
const HEARTBEAT_FRAME = ': here\n\n';
const MAX_STREAMS_PER_USER = 50;
/** Maximum wait for the client to receive an error frame before the stream is destroyed. */
const CLOSE_TIMEOUT_MS = 10_000;
const SHUTDOWN_TIMEOUT_MS = 1_000;

/** Server-sent events for every contract: opened like a route, with its limits and error bodies. */
export class EventStreams {
  private readonly streams = new Set<Stream>();
  private readonly heartbeat: Heartbeat<Stream>;
  private openedTotal = 0;

  constructor(
    private readonly deps: { heartbeatMs: number; logger: Logger; limits: ConnectionLimits },
  ) {
    this.heartbeat = new Heartbeat(deps.heartbeatMs, (stream) => this.beat(stream));
  }

  /** Streams open now, and streams opened since the process started. */
  counts(): { open: number; opened: number } {
    return { open: this.streams.size, opened: this.openedTotal };
  }

  /** Rejects when the stream is refused before its first frame. */
  async serve(
    response: Response,
    protocol: StreamProtocol,
    { principal, credential }: Pick<Stream, 'principal' | 'credential'>,
  ): Promise<void> {
    if (response.req.method === 'HEAD') {
      response.writeHead(200, STREAM_HEADERS).end();
      return;
    }
    this.requireBelowLimit(principal);
    this.hold(response, principal);
    const stream: Stream = { response, principal, credential, protocol };
    this.streams.add(stream);
    this.heartbeat.add(stream);
    response.once('close', () => this.remove(stream));
    try {
      stream.handler = await protocol.open(this.connectionOf(stream));
      // The client left while the stream was being opened.
      if (!this.streams.has(stream)) stream.handler.onClose();
      // Access may have been revoked meanwhile.
      else this.recheckStream(stream);
    } catch (error) {
      if (!response.headersSent) throw error;
      this.closeWithError(stream, error);
    }
  }

  /** Checks the access of a user's streams at once, without waiting for a heartbeat. */
  recheck(userId: string): void {
    for (const stream of this.streams) {
      if (stream.principal.id === userId) this.recheckStream(stream);
    }
  }

  async close(): Promise<void> {
    this.heartbeat.stop();
    const responses = [...this.streams].map(({ response }) => response);
    const closed = responses.map((one) => new Promise((resolve) => one.once('close', resolve)));
    for (const response of responses) response.end();
    const timeout = setTimeout(
      () => responses.forEach((one) => one.destroy()),
      SHUTDOWN_TIMEOUT_MS,
    );
    await Promise.all(closed);
    clearTimeout(timeout);
  }

  private connectionOf(stream: Stream): Connection {
    const { response, principal } = stream;
    return boundedConnection({
      principal,
      isWritable: () => !response.writableEnded && !response.destroyed,
      write: (frame) => {
        if (!response.headersSent) {
          this.openedTotal += 1;
          response.writeHead(200, STREAM_HEADERS);
        }
        response.write(frame);
      },
      backlog: () => response.writableLength,
      close: (error) => this.end(stream, error),
    });
  }

  /** Until the response closes, also after a refusal. */
  private hold(response: Response, { id }: Principal): void {
    const { limits } = this.deps;
    response.once('close', limits.holdForAddress(response.req.ip ?? ''));
    response.once('close', limits.holdForUser(id));
  }

  private requireBelowLimit({ id }: Principal): void {
    const own = [...this.streams].filter(({ principal }) => principal.id === id);
    if (own.length < MAX_STREAMS_PER_USER) return;
    throw new AppError('rate-limited', {
      message: `You have ${MAX_STREAMS_PER_USER} streams open. Close some before you open another`,
    });
  }

  private closeWithError(stream: Stream, error: unknown): void {
    const appError = toAppError(error);
    if (appError.status >= 500) this.deps.logger.error({ err: error }, 'Event stream error');
    this.end(stream, appError);
  }

  private end({ response, protocol }: Stream, error?: AppError): void {
    if (response.writableEnded) return;
    response.end(error && protocol.errorFrame(error));
    const timeout = setTimeout(() => response.destroy(), CLOSE_TIMEOUT_MS);
    response.once('close', () => clearTimeout(timeout));
  }

  private beat(stream: Stream): void {
    const { response, handler } = stream;
    if (!handler) return;
    if (!response.writableEnded) response.write(HEARTBEAT_FRAME);
    this.recheckStream(stream);
  }

  private recheckStream(stream: Stream): void {
    const { credential, handler } = stream;
    if (!handler) return;
    recheckAccess([credential, () => handler.checkAccess()], (error) =>
      this.closeWithError(stream, error),
    );
  }

  private remove(stream: Stream): void {
    this.streams.delete(stream);
    this.heartbeat.remove(stream);
    stream.handler?.onClose();
  }
}
