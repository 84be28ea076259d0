import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { AppError } from '../../errors';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { Logger } from '../../logger';
import { closeCodeOf, closeReasonOf } from './close-code';
import { toAppError } from '../http/error-translator';
import { BEARER_PROTOCOL, readCredential } from './socket-credentials';
import type { Credential, SocketAuthentication } from './socket-credentials';
import { socketConnection } from './socket-connection';
import type { ConnectionHandler, SocketConnection } from './socket-connection';
import type { UpgradeHandler } from './upgrade-router';

/** What is particular to one contract's sockets. */
export interface SocketProtocol {
  /** Finds the address's variable part; undefined: not this door's. */
  match(path: string): string | undefined;
  /** Begins; refuses by rejecting. */
  open(line: SocketConnection, at: SocketRequest): Promise<ConnectionHandler>;
  /** The contract's frames for a heartbeat and for a refusal. */
  heartbeatFrame(): string;
  errorFrame(error: AppError): string;
  /** The largest frame that is taken, in bytes; 16 KiB unless it says otherwise. */
  maxFrameBytes?: number;
  /** Milliseconds between two signs of life, where the house's are too rare. */
  heartbeatMs?: number;
}

/** Where somebody wants to: the address's variable part, and what is said besides. */
export interface SocketRequest {
  pathParam: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
}

interface WebSocketEndpointDeps extends SocketAuthentication {
  limits: RateLimits;
  logger: Logger;
  /** Milliseconds between two signs of life; who gives none in between is dropped. */
  heartbeatMs: number;
  /** Where a caller comes from. */
  clientIpOf: (request: IncomingMessage) => string;
}

interface ClientSocket {
  socket: WebSocket;
  credential?: Credential;
  handler?: ConnectionHandler;
  isAlive: boolean;
  /** Sent away by us: what they sent before they knew is not served any more. */
  isClosing: boolean;
  /** When the next sign of life is asked for; milliseconds since the epoch. */
  heartbeatAt: number;
  /** Frames are served one after the other. */
  queue: Promise<void>;
  /** How many wait for that, the one that is served included. */
  queuedFrames: number;
}

const DEFAULT_MAX_FRAME_BYTES = 16 * 1024;
/** More frames than this wait unread, until so few are left. */
const PAUSE_ABOVE = 32;
const RESUME_BELOW = 8;
const SERVICE_RESTART = 1012;
const CLOSE_TIMEOUT_MS = 1_000;
/** Heartbeats are spread: those who came together are not all asked in one moment. */
const HEARTBEAT_SLICES = 25;

/**
 * A door of raw WebSockets. Whoever comes is let through the handshake and then told why not, for a
 * browser learns nothing of a refused handshake: 4401 who it is, 4403 not theirs, 4404 nothing there,
 * 4429 too often. Frames wait unread until the conversation is open.
 */
export class WebSocketEndpoint implements UpgradeHandler {
  private readonly server: WebSocketServer;
  private readonly heartbeatMs: number;
  private readonly clients = new Set<ClientSocket>();
  private readonly heartbeatTimer: NodeJS.Timeout;

  constructor(
    private readonly protocol: SocketProtocol,
    private readonly deps: WebSocketEndpointDeps,
  ) {
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: protocol.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES,
      handleProtocols: (offered) => offered.has(BEARER_PROTOCOL) && BEARER_PROTOCOL,
    });
    this.heartbeatMs = protocol.heartbeatMs ?? deps.heartbeatMs;
    this.heartbeatTimer = setInterval(
      () => this.sendDueHeartbeats(),
      this.heartbeatMs / HEARTBEAT_SLICES,
    );
  }

  matches(path: string): boolean {
    return this.protocol.match(path) !== undefined;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (opened) => {
      const beatAt = Date.now() + Math.random() * this.heartbeatMs;
      const guest: ClientSocket = {
        socket: opened,
        isAlive: true,
        isClosing: false,
        heartbeatAt: beatAt,
        queue: Promise.resolve(),
        queuedFrames: 0,
      };
      this.clients.add(guest);
      opened.pause();
      opened.on('error', () => undefined);
      opened.on('pong', () => (guest.isAlive = true));
      opened.on('close', () => this.remove(guest));
      this.open(guest, request).catch((error: unknown) => this.closeWithError(guest, error));
    });
  }

  async close(): Promise<void> {
    clearInterval(this.heartbeatTimer);
    for (const guest of this.clients) guest.isClosing = true;
    const sockets = [...this.clients].map(({ socket }) => socket);
    const gone = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of sockets) {
      socket.resume();
      socket.close(SERVICE_RESTART, 'This process restarts. Connect again');
    }
    const patience = setTimeout(
      () => sockets.forEach((socket) => socket.terminate()),
      CLOSE_TIMEOUT_MS,
    );
    await Promise.all(gone);
    clearTimeout(patience);
  }

  private async open(guest: ClientSocket, request: IncomingMessage): Promise<void> {
    const { limits, clientIpOf: addressOf } = this.deps;
    await limits.consumeForAddress(addressOf(request));
    const credential = await readCredential(request, this.deps);
    const principal = await credential();
    await limits.consumeForUser(principal.id);
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const name = this.protocol.match(path) ?? '';
    const at = { pathParam: name, query: new URLSearchParams(query), headers: request.headers };
    const refuse = (error: AppError): void => this.closeWithError(guest, error);
    const line = socketConnection(guest.socket, principal, refuse);
    const conversation = await this.protocol.open(line, at);
    Object.assign(guest, { credential, handler: conversation });
    if (!this.clients.has(guest)) {
      conversation.onClose();
      return;
    }
    guest.socket.on('message', (data, isBinary) => {
      guest.isAlive = true;
      guest.queuedFrames += 1;
      if (guest.queuedFrames > PAUSE_ABOVE && !guest.isClosing) guest.socket.pause();
      guest.queue = guest.queue
        .then(() => this.handleFrame(guest, principal.id, { data, isBinary }))
        .catch((error: unknown) => this.sendError(guest, error))
        .then(() => this.frameDone(guest));
    });
    guest.socket.resume();
  }

  /** While frames wait unread, so do signs of life: that a frame was served is one. */
  private frameDone(guest: ClientSocket): void {
    guest.isAlive = true;
    guest.queuedFrames -= 1;
    if (guest.queuedFrames < RESUME_BELOW && guest.socket.isPaused) guest.socket.resume();
  }

  private async handleFrame(
    guest: ClientSocket,
    personId: string,
    frame: { data: RawData; isBinary: boolean },
  ): Promise<void> {
    if (guest.isClosing) return;
    try {
      const toWait = this.deps.limits.consumeForUser(personId);
      if (toWait) await toWait;
    } catch (error) {
      this.sendError(guest, error);
      this.closeWithError(guest, error);
      return;
    }
    await guest.handler?.receive(parseFrame(frame));
  }

  /** A frame that cannot be served is answered; only one too many ends the socket. */
  private sendError(guest: ClientSocket, error: unknown): void {
    guest.socket.send(this.protocol.errorFrame(this.toLoggedError(error)), () => undefined);
  }

  private closeWithError(guest: ClientSocket, error: unknown): void {
    const known = this.toLoggedError(error);
    const { socket } = guest;
    guest.isClosing = true;
    // A paused socket would not hear the other side's goodbye.
    socket.resume();
    socket.close(closeCodeOf(known), closeReasonOf(known));
  }

  private toLoggedError(error: unknown): AppError {
    const known = toAppError(error);
    if (known.status >= 500 && known.code !== 'too-slow') {
      this.deps.logger.error({ err: error }, 'A socket could not be served');
    }
    return known;
  }

  private sendDueHeartbeats(): void {
    const now = Date.now();
    for (const guest of this.clients) {
      if (guest.heartbeatAt > now) continue;
      guest.heartbeatAt = now + this.heartbeatMs;
      if (guest.isAlive) this.sendHeartbeat(guest);
      else guest.socket.terminate();
    }
  }

  private sendHeartbeat(guest: ClientSocket): void {
    guest.isAlive = false;
    guest.socket.ping();
    if (!guest.handler) return;
    guest.socket.send(this.protocol.heartbeatFrame(), () => undefined);
    this.recheckAccess(guest).catch((error: unknown) => this.closeUnlessUnavailable(guest, error));
  }

  /** Tokens run out, people sign out, roles and rights change while a socket stays open. */
  private async recheckAccess({ credential, handler: conversation }: ClientSocket): Promise<void> {
    await credential?.();
    await conversation?.checkAccess();
  }

  /** That we cannot ask just now is no reason to send anybody away. */
  private closeUnlessUnavailable(guest: ClientSocket, error: unknown): void {
    if (toAppError(error).status < 500) this.closeWithError(guest, error);
  }

  private remove(guest: ClientSocket): void {
    this.clients.delete(guest);
    guest.handler?.onClose();
  }
}

function parseFrame({ data, isBinary }: { data: RawData; isBinary: boolean }): unknown {
  if (isBinary) throw new AppError('invalid-json', { message: 'Send frames as text, in JSON' });
  try {
    // Frames come whole: ws joins their parts unless asked for the parts.
    return JSON.parse((data as Buffer).toString('utf8')) as unknown;
  } catch (error) {
    throw new AppError('invalid-json', { message: 'The frame is not valid JSON', cause: error });
  }
}
