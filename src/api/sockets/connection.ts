import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';

/** One authenticated client on a WebSocket or an event stream. */
export interface Connection {
  readonly principal: Principal;
  /** Writes the frames, or closes a client that has not taken earlier ones as `too-slow`. */
  send(...frames: string[]): void;
  /** Bytes written that the client has not taken yet. */
  backlog(): number;
  /** Closes with the contract's reason; without an error the client may connect again at once. */
  close(error?: AppError): void;
}

/** What a contract does on an open connection. */
export interface ConnectionHandler {
  /** Checks access again; rejects when the user may not stay. */
  checkAccess(): Promise<void>;
  /** The connection is gone: release what belongs to it. */
  onClose(): void;
}

/**
 * The feed pauses slow subscribers far below this limit; it catches clients whose acknowledgements
 * and typing frames alone pile up.
 */
export const MAX_BACKLOG_BYTES = 1024 * 1024;

interface Transport extends Omit<Connection, 'send'> {
  isWritable(): boolean;
  write(frame: string): void;
}

/** The one back-pressure limit of all sockets and streams. */
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
