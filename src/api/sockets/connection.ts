import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';

/** One authenticated client on a WebSocket or an event stream. */
export interface Connection {
  readonly principal: Principal;
  /** Writes the frames; closes a client whose buffer is full with `too-slow`. */
  send(...frames: string[]): void;
  /** Bytes written that the client has not received yet. */
  backlog(): number;
  /** Closes with the error's code; without an error, the client may reconnect immediately. */
  close(error?: AppError): void;
}

/** Contract-specific handling of an open connection. */
export interface ConnectionHandler {
  /** Checks access again; rejects when the user has lost it. */
  checkAccess(): Promise<void>;
  /** Called after the connection closed; releases its resources. */
  onClose(): void;
}

/**
 * The feed pauses slow subscribers far below this limit; it closes clients whose acknowledgements
 * and typing frames alone fill the buffer.
 */
export const MAX_BACKLOG_BYTES = 1024 * 1024;

interface Transport extends Omit<Connection, 'send'> {
  isWritable(): boolean;
  write(frame: string): void;
}

/**
 * Disconnects a client whose unsent bytes exceed the limit: the hard stop of all sockets and streams.
 * The feed pauses a slow subscriber long before (`delivery/feed/back-pressure.ts`).
 */
export function boundedConnection(transport: Transport): Connection {
  return {
    principal: transport.principal,
    backlog: () => transport.backlog(),
    close: (error) => transport.close(error),
    send: (...frames) => {
      if (!transport.isWritable()) return;
      if (transport.backlog() > MAX_BACKLOG_BYTES) transport.close(new AppError('too-slow'));
      else for (const frame of frames) transport.write(frame);
    },
  };
}
