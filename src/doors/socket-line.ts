import type { WebSocket } from 'ws';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';

/** One open socket of a person who is known. */
export interface SocketLine {
  readonly principal: Principal;
  /** Sends all of these, or ends the line when the far side has not taken what was sent before. */
  send(...texts: string[]): void;
  /** Bytes that were sent and that the far side has not taken. */
  backlog(): number;
  /** Ends it with a code and a reason that say why. */
  refuse(error: AppError): void;
}

/** What a door does with an open socket. */
export interface SocketConversation {
  /** Takes what somebody sent, already read as JSON; a refusal is told, and the socket stays. */
  take(frame: unknown): Promise<void> | void;
  /** Asks again whether the person may be here; refuses otherwise. */
  check(): Promise<void>;
  /** The socket is gone. */
  end(): void;
}

/** Feeds wait long before; this ends lines on which answers and passing news alone pile up. */
const MOST_BACKLOG = 1024 * 1024;

export function lineOf(
  socket: WebSocket,
  principal: Principal,
  refuse: SocketLine['refuse'],
): SocketLine {
  return {
    principal,
    send: (...texts) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MOST_BACKLOG) refuse(new AppError('too-slow'));
      else for (const text of texts) socket.send(text);
    },
    backlog: () => socket.bufferedAmount,
    refuse,
  };
}
