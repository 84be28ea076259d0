import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { AppError } from '../errors';
import type { RateLimits } from '../limits/rate-limits';
import type { Logger } from '../logger';
import { closeCodeOf, closeReasonOf } from './close-code';
import { toAppError } from './error-translator';
import { BEARER, credentialOf } from './socket-credentials';
import type { Credential, SocketGuard } from './socket-credentials';
import { lineOf } from './socket-line';
import type { SocketConversation, SocketLine } from './socket-line';
import type { UpgradeDoor } from './upgrade-router';

/** What is particular to one contract's sockets. */
export interface SocketProtocol {
  /** Finds the address's variable part; undefined: not this door's. */
  match(path: string): string | undefined;
  /** Begins; refuses by rejecting. */
  open(line: SocketLine, at: SocketAddress): Promise<SocketConversation>;
  /** The contract's frames for a heartbeat and for a refusal. */
  heartbeat(): string;
  refusal(error: AppError): string;
  /** The largest frame that is taken, in bytes; 16 KiB unless it says otherwise. */
  maxFrame?: number;
  /** Milliseconds between two signs of life, where the house's are too rare. */
  beatEvery?: number;
}

/** Where somebody wants to: the address's variable part, and what is said besides. */
export interface SocketAddress {
  name: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
}

interface Needs extends SocketGuard {
  limits: RateLimits;
  logger: Logger;
  /** Milliseconds between two signs of life; who gives none in between is dropped. */
  heartbeat: number;
  /** Where a caller comes from. */
  addressOf: (request: IncomingMessage) => string;
}

interface Guest {
  socket: WebSocket;
  credential?: Credential;
  conversation?: SocketConversation;
  isAlive: boolean;
  /** Sent away by us: what they sent before they knew is not served any more. */
  isDismissed: boolean;
  /** When the next sign of life is asked for; milliseconds since the epoch. */
  beatAt: number;
  /** Frames are served one after the other. */
  serving: Promise<void>;
  /** How many wait for that, the one that is served included. */
  waiting: number;
}

const MAX_FRAME = 16 * 1024;
/** More frames than this wait unread, until so few are left. */
const MOST_WAITING = 32;
const FEW_WAITING = 8;
const RESTARTS = 1012;
const GOODBYE_MS = 1_000;
/** Heartbeats are spread: those who came together are not all asked in one moment. */
const SLICES = 25;

/**
 * A door of raw WebSockets. Whoever comes is let through the handshake and then told why not, for a
 * browser learns nothing of a refused handshake: 4401 who it is, 4403 not theirs, 4404 nothing there,
 * 4429 too often. Frames wait unread until the conversation is open.
 */
export class WebSocketDoor implements UpgradeDoor {
  private readonly server: WebSocketServer;
  private readonly heartbeat: number;
  private readonly guests = new Set<Guest>();
  private readonly beat: NodeJS.Timeout;

  constructor(
    private readonly protocol: SocketProtocol,
    private readonly needs: Needs,
  ) {
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: protocol.maxFrame ?? MAX_FRAME,
      handleProtocols: (offered) => offered.has(BEARER) && BEARER,
    });
    this.heartbeat = protocol.beatEvery ?? needs.heartbeat;
    this.beat = setInterval(() => this.beatThoseDue(), this.heartbeat / SLICES);
  }

  serves(path: string): boolean {
    return this.protocol.match(path) !== undefined;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (opened) => {
      const beatAt = Date.now() + Math.random() * this.heartbeat;
      const guest: Guest = {
        socket: opened,
        isAlive: true,
        isDismissed: false,
        beatAt,
        serving: Promise.resolve(),
        waiting: 0,
      };
      this.guests.add(guest);
      opened.pause();
      opened.on('error', () => undefined);
      opened.on('pong', () => (guest.isAlive = true));
      opened.on('close', () => this.forget(guest));
      this.begin(guest, request).catch((error: unknown) => this.dismiss(guest, error));
    });
  }

  async close(): Promise<void> {
    clearInterval(this.beat);
    for (const guest of this.guests) guest.isDismissed = true;
    const sockets = [...this.guests].map(({ socket }) => socket);
    const gone = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of sockets) {
      socket.resume();
      socket.close(RESTARTS, 'This process restarts. Connect again');
    }
    const patience = setTimeout(() => sockets.forEach((socket) => socket.terminate()), GOODBYE_MS);
    await Promise.all(gone);
    clearTimeout(patience);
  }

  private async begin(guest: Guest, request: IncomingMessage): Promise<void> {
    const { limits, addressOf } = this.needs;
    await limits.takeForAddress(addressOf(request));
    const credential = await credentialOf(request, this.needs);
    const principal = await credential();
    await limits.takeForPerson(principal.id);
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const name = this.protocol.match(path) ?? '';
    const at = { name, query: new URLSearchParams(query), headers: request.headers };
    const refuse = (error: AppError): void => this.dismiss(guest, error);
    const line = lineOf(guest.socket, principal, refuse);
    const conversation = await this.protocol.open(line, at);
    Object.assign(guest, { credential, conversation });
    if (!this.guests.has(guest)) {
      conversation.end();
      return;
    }
    guest.socket.on('message', (data, isBinary) => {
      guest.isAlive = true;
      guest.waiting += 1;
      if (guest.waiting > MOST_WAITING && !guest.isDismissed) guest.socket.pause();
      guest.serving = guest.serving
        .then(() => this.take(guest, principal.id, { data, isBinary }))
        .catch((error: unknown) => this.refuse(guest, error))
        .then(() => this.served(guest));
    });
    guest.socket.resume();
  }

  /** While frames wait unread, so do signs of life: that a frame was served is one. */
  private served(guest: Guest): void {
    guest.isAlive = true;
    guest.waiting -= 1;
    if (guest.waiting < FEW_WAITING && guest.socket.isPaused) guest.socket.resume();
  }

  private async take(
    guest: Guest,
    personId: string,
    frame: { data: RawData; isBinary: boolean },
  ): Promise<void> {
    if (guest.isDismissed) return;
    try {
      const toWait = this.needs.limits.takeForPerson(personId);
      if (toWait) await toWait;
    } catch (error) {
      this.refuse(guest, error);
      this.dismiss(guest, error);
      return;
    }
    await guest.conversation?.take(readFrame(frame));
  }

  /** A frame that cannot be served is answered; only one too many ends the socket. */
  private refuse(guest: Guest, error: unknown): void {
    guest.socket.send(this.protocol.refusal(this.translate(error)), () => undefined);
  }

  private dismiss(guest: Guest, error: unknown): void {
    const known = this.translate(error);
    const { socket } = guest;
    guest.isDismissed = true;
    // A paused socket would not hear the other side's goodbye.
    socket.resume();
    socket.close(closeCodeOf(known), closeReasonOf(known));
  }

  private translate(error: unknown): AppError {
    const known = toAppError(error);
    if (known.status >= 500 && known.code !== 'too-slow') {
      this.needs.logger.error({ err: error }, 'A socket could not be served');
    }
    return known;
  }

  private beatThoseDue(): void {
    const now = Date.now();
    for (const guest of this.guests) {
      if (guest.beatAt > now) continue;
      guest.beatAt = now + this.heartbeat;
      if (guest.isAlive) this.beatOne(guest);
      else guest.socket.terminate();
    }
  }

  private beatOne(guest: Guest): void {
    guest.isAlive = false;
    guest.socket.ping();
    if (!guest.conversation) return;
    guest.socket.send(this.protocol.heartbeat(), () => undefined);
    this.checkAgain(guest).catch((error: unknown) => this.dismissUnlessAway(guest, error));
  }

  /** Tokens run out, people sign out, roles and rights change while a socket stays open. */
  private async checkAgain({ credential, conversation }: Guest): Promise<void> {
    await credential?.();
    await conversation?.check();
  }

  /** That we cannot ask just now is no reason to send anybody away. */
  private dismissUnlessAway(guest: Guest, error: unknown): void {
    if (toAppError(error).status < 500) this.dismiss(guest, error);
  }

  private forget(guest: Guest): void {
    this.guests.delete(guest);
    guest.conversation?.end();
  }
}

function readFrame({ data, isBinary }: { data: RawData; isBinary: boolean }): unknown {
  if (isBinary) throw new AppError('invalid-json', { message: 'Send frames as text, in JSON' });
  try {
    // Frames come whole: ws joins their parts unless asked for the parts.
    return JSON.parse((data as Buffer).toString('utf8')) as unknown;
  } catch (error) {
    throw new AppError('invalid-json', { message: 'The frame is not valid JSON', cause: error });
  }
}
