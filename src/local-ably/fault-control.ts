import type { Connection } from './connections/connection';
import type { ServerState } from './server-state';
import { AblyError } from './protocol/ably-error';

/** Selects the affected connections; all of them when empty. */
export interface FaultTarget {
  connectionId?: string;
  clientId?: string;
}

const MAX_DELAY_MS = 60_000;

/** Injects faults, for automated tests and for manual tests of clients. */
export class FaultControl {
  constructor(private readonly server: ServerState) {}

  /** Terminates sockets without a close frame, as a lost network does. Returns their number. */
  dropConnections(target: FaultTarget = {}): number {
    const affected = this.liveConnections(target);
    for (const connection of affected) connection.transport?.terminate();
    return affected.length;
  }

  /** Refuses new WebSockets until switched off. */
  refuseConnections(on = true): void {
    this.server.faults.refuseConnections = on;
  }

  /** Delays all traffic in both directions, at most by a minute; 0 ends it. */
  delayTraffic(milliseconds: number): void {
    this.server.faults.delayMs = Math.min(Math.max(0, milliseconds), MAX_DELAY_MS);
  }

  /** Discards all traffic in both directions while sockets stay open. */
  blackHole(on = true): void {
    this.server.faults.blackHole = on;
  }

  /** Rejects the next publishes, over WebSocket and REST, with this error. */
  nackNextPublishes(
    count = 1,
    error: { code?: number; statusCode?: number; message?: string } = {},
  ): void {
    const {
      code = 50000,
      statusCode = 500,
      message = 'Publish rejected: this fault was requested.',
    } = error;
    this.server.faults.rejectPublishes(count, new AblyError(code, statusCode, message));
  }

  /** Treats the tokens of connections as expired from now on. Returns the number of connections. */
  expireTokens(target: FaultTarget = {}): number {
    const affected = this.liveConnections(target).filter((one) => one.identity.token);
    for (const connection of affected) {
      const text = connection.identity.token?.text;
      if (text !== undefined) connection.app.expiredTokens.add(text);
      connection.app.connections.disconnect(
        connection,
        new AblyError(40142, 401, 'Token expired: request a new one.'),
      );
    }
    return affected.length;
  }

  /** Removes all connection state and terminates the sockets: nothing can be resumed. */
  loseState(): void {
    for (const app of this.server.apps.all()) {
      for (const connection of app.connections.live()) connection.transport?.terminate();
      app.connections.clear();
      app.clock.breakContinuity();
    }
  }

  /** Ends all active faults. */
  reset(): void {
    this.server.faults.reset();
  }

  private liveConnections({ connectionId, clientId }: FaultTarget): Connection[] {
    return this.server.apps
      .all()
      .flatMap((app) => app.connections.live())
      .filter((one) => connectionId === undefined || one.id === connectionId)
      .filter((one) => clientId === undefined || one.identity.clientId === clientId);
  }
}
