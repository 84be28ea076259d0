import type { App } from '../app';
import { isRevoked, tokenRevoked, type Revocation } from '../auth/revocations';
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

/** The connections of an app: those with a transport and those that may still be resumed. */
export class Connections {
  private readonly entries = new Map<string, ConnectionEntry>();
  private readonly keys = new ConnectionKeys();

  constructor(private readonly app: App) {}

  get size(): number {
    return this.entries.size;
  }

  live(): Connection[] {
    return [...this.entries.values()].map((one) => one.connection).filter((one) => one.transport);
  }

  /**
   * The connection that was given this key last. The key before counts as well while nobody is
   * connected with the last one: CONNECTED, which brings it, may have been lost on its way.
   */
  findByKey(key: string): Connection | undefined {
    const connection = this.entries.get(key.split('!')[0] ?? '')?.connection;
    if (connection?.key === key) return connection;
    return connection?.previousKey === key && !connection.transport ? connection : undefined;
  }

  /** True for a key that was given to a connection, whether or not it still exists. */
  isIssuedKey(key: string): boolean {
    return this.keys.isIssued(key);
  }

  /** Gives a new or resumed connection its transport and a fresh key. */
  open(connection: Connection, transport: Transport, resumedWith?: string): void {
    let held = this.entries.get(connection.id);
    if (!held) {
      held = {
        connection,
        expiry: new TokenExpiryTimer(connection, (error) => this.disconnect(connection, error)),
      };
      this.entries.set(connection.id, held);
    }
    clearTimeout(held.leaveTimer);
    clearTimeout(held.removeTimer);
    connection.transport?.close();
    connection.detachAll();
    connection.transport = transport;
    connection.previousKey = resumedWith;
    connection.key = this.keys.issue(connection.id);
    held.expiry.start();
  }

  /** Starts the grace periods after a transport went away by itself. */
  transportClosed(connection: Connection, transport: Transport): void {
    const held = this.entries.get(connection.id);
    if (!held || connection.transport !== transport) return;
    connection.transport = undefined;
    connection.detachAll();
    held.expiry.stop();
    const { limits } = this.app;
    const grace = Math.min(
      connection.options.remainPresentFor ?? limits.presenceGrace,
      limits.connectionStateTtl,
    );
    if (connection.presentOn.size > 0) {
      held.leaveTimer = setTimeout(() => connection.leavePresence(), grace);
      held.leaveTimer.unref();
    }
    held.removeTimer = setTimeout(() => this.remove(connection), limits.connectionStateTtl);
    held.removeTimer.unref();
  }

  /** Ends a connection for good: members leave, nothing can be resumed. */
  remove(connection: Connection): void {
    const held = this.entries.get(connection.id);
    if (!held) return;
    this.entries.delete(connection.id);
    clearTimeout(held.leaveTimer);
    clearTimeout(held.removeTimer);
    held.expiry.stop();
    const { transport } = connection;
    connection.transport = undefined;
    connection.detachAll();
    connection.leavePresence();
    transport?.close();
  }

  /** Sends a client away, with a reason if there is one; it may come back and resume. */
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

  /** The connection's credential was renewed in place. */
  reauthorized(connection: Connection): void {
    this.entries.get(connection.id)?.expiry.start();
  }

  /** Sends away those whose tokens a revocation concerns, after any margin it allows. */
  revoke(revocation: Revocation): void {
    const concerned = (one: Connection): boolean => isRevoked(one.identity, revocation);
    const delay = revocation.appliesAt - Date.now();
    if (delay <= 0) {
      for (const one of this.live().filter(concerned)) this.disconnect(one, tokenRevoked());
      return;
    }
    for (const one of this.live().filter(concerned)) one.send({ action: Action.AUTH });
    setTimeout(() => {
      for (const one of this.live().filter(concerned)) this.disconnect(one, tokenRevoked());
    }, delay).unref();
  }

  /** Forgets every connection, so that no client can resume; for the end of the app. */
  clear(): void {
    // All sockets first: nobody should hear that the others leave.
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
