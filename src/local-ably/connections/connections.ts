import type { App } from '../app';
import { isRevoked, tokenRevoked, type Revocation } from '../auth/revocations';
import type { AblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { Connection } from './connection';
import { ConnectionKeys } from './connection-keys';
import { TokenWatch } from './token-watch';
import type { Transport } from './transport';

interface Held {
  connection: Connection;
  watch: TokenWatch;
  presence?: NodeJS.Timeout;
  forget?: NodeJS.Timeout;
}

/** The connections of an app: those with a transport and those that may still be resumed. */
export class Connections {
  private readonly held = new Map<string, Held>();
  private readonly keys = new ConnectionKeys();

  constructor(private readonly app: App) {}

  get size(): number {
    return this.held.size;
  }

  live(): Connection[] {
    return [...this.held.values()].map((one) => one.connection).filter((one) => one.transport);
  }

  /**
   * The connection that was given this key last. The key before counts as well while nobody is
   * connected with the last one: CONNECTED, which brings it, may have been lost on its way.
   */
  findByKey(key: string): Connection | undefined {
    const connection = this.held.get(key.split('!')[0] ?? '')?.connection;
    if (connection?.key === key) return connection;
    return connection?.previousKey === key && !connection.transport ? connection : undefined;
  }

  /** True for a key that was given to a connection, whether or not it still exists. */
  issued(key: string): boolean {
    return this.keys.issued(key);
  }

  /** Gives a new or resumed connection its transport and a fresh key. */
  open(connection: Connection, transport: Transport, resumedWith?: string): void {
    let held = this.held.get(connection.id);
    if (!held) {
      held = {
        connection,
        watch: new TokenWatch(connection, (error) => this.expel(connection, error)),
      };
      this.held.set(connection.id, held);
    }
    clearTimeout(held.presence);
    clearTimeout(held.forget);
    connection.transport?.close();
    connection.detachAll();
    connection.transport = transport;
    connection.previousKey = resumedWith;
    connection.key = this.keys.issue(connection.id);
    held.watch.start();
  }

  /** Starts the grace periods after a transport went away by itself. */
  lost(connection: Connection, transport: Transport): void {
    const held = this.held.get(connection.id);
    if (!held || connection.transport !== transport) return;
    connection.transport = undefined;
    connection.detachAll();
    held.watch.stop();
    const { limits } = this.app;
    const grace = Math.min(
      connection.options.remainPresentFor ?? limits.presenceGrace,
      limits.connectionStateTtl,
    );
    if (connection.presentOn.size > 0) {
      held.presence = setTimeout(() => connection.leavePresence(), grace);
      held.presence.unref();
    }
    held.forget = setTimeout(() => this.forget(connection), limits.connectionStateTtl);
    held.forget.unref();
  }

  /** Ends a connection for good: members leave, nothing can be resumed. */
  forget(connection: Connection): void {
    const held = this.held.get(connection.id);
    if (!held) return;
    this.held.delete(connection.id);
    clearTimeout(held.presence);
    clearTimeout(held.forget);
    held.watch.stop();
    const { transport } = connection;
    connection.transport = undefined;
    connection.detachAll();
    connection.leavePresence();
    transport?.close();
  }

  /** Sends a client away, with a reason if there is one; it may come back and resume. */
  expel(connection: Connection, error?: AblyError): void {
    const { transport } = connection;
    if (!transport) return;
    connection.send({
      action: Action.DISCONNECTED,
      ...(error ? { error: error.toWire() } : {}),
    });
    this.lost(connection, transport);
    transport.close();
  }

  /** The connection's credential was renewed in place. */
  reauthorized(connection: Connection): void {
    this.held.get(connection.id)?.watch.start();
  }

  /** Sends away those whose tokens a revocation concerns, after any margin it allows. */
  revoke(revocation: Revocation): void {
    const concerned = (one: Connection): boolean => isRevoked(one.identity, revocation);
    const delay = revocation.appliesAt - Date.now();
    if (delay <= 0) {
      for (const one of this.live().filter(concerned)) this.expel(one, tokenRevoked());
      return;
    }
    for (const one of this.live().filter(concerned)) one.send({ action: Action.AUTH });
    setTimeout(() => {
      for (const one of this.live().filter(concerned)) this.expel(one, tokenRevoked());
    }, delay).unref();
  }

  /** Forgets every connection, so that no client can resume; for the end of the app. */
  clear(): void {
    // All sockets first: nobody should hear that the others leave.
    for (const connection of this.live()) connection.transport?.close();
    for (const { connection } of [...this.held.values()]) this.forget(connection);
  }

  keepAlive(quietSince: number): void {
    for (const { connection } of this.held.values()) {
      const { transport } = connection;
      if (!transport || transport.lastSentAt > quietSince) continue;
      if (connection.options.heartbeats) connection.send({ action: Action.HEARTBEAT });
      else transport.keepAlive();
    }
  }
}
