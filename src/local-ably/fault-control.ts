import type { Connection } from './connections/connection';
import type { ServerState } from './server-state';
import { AblyError } from './protocol/ably-error';

/** Which connections a fault concerns; all of them when nothing is named. */
export interface FaultTarget {
  connectionId?: string;
  clientId?: string;
}

const MAX_DELAY_MS = 60_000;

/** Faults on demand, for tests and for people who want to see what their program does then. */
export class FaultControl {
  constructor(private readonly server: ServerState) {}

  /** Cuts connections without a word, as a lost network does. Returns how many were cut. */
  dropConnections(target: FaultTarget = {}): number {
    const concerned = this.liveConnections(target);
    for (const connection of concerned) connection.transport?.terminate();
    return concerned.length;
  }

  /** Refuses new WebSockets until told otherwise. */
  refuseConnections(on = true): void {
    this.server.faults.refuseConnections = on;
  }

  /** Delays everything in both directions, by a minute at most; 0 ends it. */
  delayTraffic(milliseconds: number): void {
    this.server.faults.delayMs = Math.min(Math.max(0, milliseconds), MAX_DELAY_MS);
  }

  /** Swallows everything in both directions while sockets stay open. */
  blackHole(on = true): void {
    this.server.faults.blackHole = on;
  }

  /** Refuses the next publishes, over WebSocket and REST, with this error. */
  nackNextPublishes(
    count = 1,
    error: { code?: number; statusCode?: number; message?: string } = {},
  ): void {
    const {
      code = 50000,
      statusCode = 500,
      message = 'Publish refused: this fault was asked for.',
    } = error;
    this.server.faults.rejectPublishes(count, new AblyError(code, statusCode, message));
  }

  /** Treats the tokens of connections as expired from now on. Returns how many it concerned. */
  expireTokens(target: FaultTarget = {}): number {
    const concerned = this.liveConnections(target).filter((one) => one.identity.token);
    for (const connection of concerned) {
      const text = connection.identity.token?.text;
      if (text !== undefined) connection.app.expiredTokens.add(text);
      connection.app.connections.disconnect(
        connection,
        new AblyError(40142, 401, 'Token expired: request a new one.'),
      );
    }
    return concerned.length;
  }

  /** Forgets all connection state and cuts the sockets: resuming fails, channels lose continuity. */
  loseState(): void {
    for (const app of this.server.apps.all()) {
      for (const connection of app.connections.live()) connection.transport?.terminate();
      app.connections.clear();
      app.clock.breakContinuity();
    }
  }

  /** Ends every fault that is still going on. */
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
