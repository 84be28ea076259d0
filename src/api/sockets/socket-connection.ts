import type { WebSocket } from 'ws';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';

/** One open socket of a person who is known. */
export interface SocketConnection {
  readonly principal: Principal;
  /** Sends all of these, or ends the line when the far side has not taken what was sent before. */
  send(...texts: string[]): void;
  /** Bytes that were sent and that the far side has not taken. */
  backlog(): number;
  /** Ends it with a code and a reason that say why. */
  close(error: AppError): void;
}

/** What a door does with an open socket. */
export interface ConnectionHandler {
  /** Takes what somebody sent, already read as JSON; a refusal is told, and the socket stays. */
  receive(frame: unknown): Promise<void> | void;
  /** Asks again whether the person may be here; refuses otherwise. */
  checkAccess(): Promise<void>;
  /** The socket is gone. */
  onClose(): void;
}

/** Feeds wait long before; this ends lines on which answers and passing news alone pile up. */
const MAX_BACKLOG_BYTES = 1024 * 1024;

export function socketConnection(
  socket: WebSocket,
  principal: Principal,
  refuse: SocketConnection['close'],
): SocketConnection {
  return {
    principal,
    send: (...texts) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_BACKLOG_BYTES) refuse(new AppError('too-slow'));
      else for (const text of texts) socket.send(text);
    },
    backlog: () => socket.bufferedAmount,
    close: refuse,
  };
}
