import type { WebSocket } from 'ws';
import type { Principal } from '../accounts/principal';
import type { AppError } from '../errors';

/** One open socket of a person who is known. */
export interface SocketLine {
  readonly principal: Principal;
  send(text: string): void;
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

export function lineOf(
  socket: WebSocket,
  principal: Principal,
  refuse: SocketLine['refuse'],
): SocketLine {
  return {
    principal,
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    backlog: () => socket.bufferedAmount,
    refuse,
  };
}
