import { isRevoked, tokenRevoked, type Revocation } from '../auth/revocations';
import type { Limits } from '../limits';
import type { AblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { Connection } from './connection';
import { ConnectionKeys } from './connection-keys';
import { TokenExpiryTimer } from './token-expiry-timer';
import type { Transport } from './transport';

interface ConnectionEntry {
  connection: Connection;
  expiry: TokenExpiryTimer;
  leaveTimer?: NodeJS.Timeout;
  removeTimer?: NodeJS.Timeout;
}

/** The connections of an app: connected ones and those that can still be resumed. */
export class Connections {
  private readonly entries = new Map<string, ConnectionEntry>();
  private readonly keys = new ConnectionKeys();

  constructor(private readonly limits: Limits) {}

  get size(): number {
    return this.entries.size;
  }

  live(): Connection[] {
    return [...this.entries.values()].map((one) => one.connection).filter((one) => one.transport);
  }

  /**
   * The connection with this key. The previous key is also valid while there is no transport: the
   * CONNECTED frame with the new one may have been lost.
   */
  findByKey(key: string): Connection | undefined {
    const connection = this.entries.get(key.split('!')[0] ?? '')?.connection;
    if (connection?.key === key) return connection;
    return connection?.previousKey === key && !connection.transport ? connection : undefined;
  }

  /** True for a key that was issued, even if its connection has been removed. */
  isIssuedKey(key: string): boolean {
    return this.keys.isIssued(key);
  }

  /** Sets the transport and a new key of a new or resumed connection. */
  open(connection: Connection, transport: Transport, resumedWith?: string): void {
    let entry = this.entries.get(connection.id);
    if (!entry) {
      entry = {
        connection,
        expiry: new TokenExpiryTimer(connection, (error) => this.disconnect(connection, error)),
      };
      this.entries.set(connection.id, entry);
    }
    clearTimeout(entry.leaveTimer);
    clearTimeout(entry.removeTimer);
    connection.transport?.close();
    connection.detachAll();
    connection.transport = transport;
    connection.previousKey = resumedWith;
    connection.key = this.keys.issue(connection.id);
    entry.expiry.start();
  }

  /** Starts the grace periods after a transport was lost. */
  transportClosed(connection: Connection, transport: Transport): void {
    const entry = this.entries.get(connection.id);
    if (!entry || connection.transport !== transport) return;
    connection.transport = undefined;
    connection.detachAll();
    entry.expiry.stop();
    const { limits } = this;
    const grace = Math.min(
      connection.options.remainPresentFor ?? limits.presenceGrace,
      limits.connectionStateTtl,
    );
    if (connection.presentOn.size > 0) {
      entry.leaveTimer = setTimeout(() => connection.leavePresence(), grace);
      entry.leaveTimer.unref();
    }
    entry.removeTimer = setTimeout(() => this.remove(connection), limits.connectionStateTtl);
    entry.removeTimer.unref();
  }

  /** Removes a connection: its members leave, it cannot be resumed. */
  remove(connection: Connection): void {
    const entry = this.entries.get(connection.id);
    if (!entry) return;
    this.entries.delete(connection.id);
    clearTimeout(entry.leaveTimer);
    clearTimeout(entry.removeTimer);
    entry.expiry.stop();
    const { transport } = connection;
    connection.transport = undefined;
    connection.detachAll();
    connection.leavePresence();
    transport?.close();
  }

  /** Sends DISCONNECTED and closes the transport; the client can resume. */
  disconnect(connection: Connection, error?: AblyError): void {
    const { transport } = connection;
    if (!transport) return;
    connection.send({
      action: Action.DISCONNECTED,
      ...(error ? { error: error.toWire() } : {}),
    });
    this.transportClosed(connection, transport);
    transport.close();
  }

  /** Restarts the expiry timer after the token was replaced. */
  reauthorized(connection: Connection): void {
    this.entries.get(connection.id)?.expiry.start();
  }

  /** Disconnects clients with revoked tokens; with a margin, requests new tokens (AUTH) first. */
  revoke(revocation: Revocation): void {
    const affected = (): Connection[] =>
      this.live().filter(({ identity }) => isRevoked(identity, revocation));
    const disconnectAffected = (): void => {
      for (const connection of affected()) this.disconnect(connection, tokenRevoked());
    };
    const delay = revocation.appliesAt - Date.now();
    if (delay <= 0) {
      disconnectAffected();
      return;
    }
    for (const connection of affected()) connection.send({ action: Action.AUTH });
    setTimeout(disconnectAffected, delay).unref();
  }

  /** Removes all connections; none can be resumed. */
  clear(): void {
    // Closes all sockets first: no client should receive the leave events of the others.
    for (const connection of this.live()) connection.transport?.close();
    for (const { connection } of [...this.entries.values()]) this.remove(connection);
  }

  keepAlive(quietSince: number): void {
    for (const { connection } of this.entries.values()) {
      const { transport } = connection;
      if (!transport || transport.lastSentAt > quietSince) continue;
      if (connection.options.heartbeats) connection.send({ action: Action.HEARTBEAT });
      else transport.keepAlive();
    }
  }
}
