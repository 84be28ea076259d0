import type { Socket } from 'node:net';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { longestAnswer } from './in-long-transaction';

export interface ClientDeadlines {
  /** Opening a connection; the pool's own timeout limits the wait for a free one as well. */
  connect: number;
  /** Waiting for the answer to a statement. */
  query: number;
  /** All clients of the pool. */
  peers: Set<ClientWithDeadlines>;
  /** Called with each new connection, ahead of its first statement. */
  onConnect?: ((client: Client) => void) | undefined;
}

type Config = ClientConfig & { deadlines: ClientDeadlines };
type Send = (...args: unknown[]) => unknown;

/**
 * The driver's client with deadlines of its own. The driver's `query_timeout` would leave the
 * connection open and busy, and the pool would hand it out again. A server that answers ends each
 * statement by `statement_timeout`, so one that does not is gone: every connection of the pool that
 * has been silent since the statement was sent is closed with it.
 */
export class ClientWithDeadlines extends Client {
  private answeredAt = 0;
  private readonly deadlines: ClientDeadlines;

  /** The pool passes its own options. */
  constructor(config?: string | ClientConfig) {
    const { deadlines, ...options } = config as Config;
    // The pool hides the password from enumeration.
    const { password } = config as Config;
    super({ ...options, password, connectionTimeoutMillis: deadlines.connect });
    this.deadlines = deadlines;
    this.once('connect', () => {
      this.answeredAt = performance.now();
      deadlines.peers.add(this);
      deadlines.onConnect?.(this);
    });
    this.once('end', () => deadlines.peers.delete(this));
    const send = this.query.bind(this) as Send;
    this.query = ((...args: unknown[]) => this.limit(send(...args))) as typeof this.query;
  }

  private limit(answer: unknown): unknown {
    return answer instanceof Promise ? this.watch(answer) : answer;
  }

  private async watch(answer: Promise<unknown>): Promise<unknown> {
    const sentAt = performance.now();
    let isPending = true;
    // In a process that was frozen itself the answer may have arrived: it is read first.
    const expire = (): void => void setImmediate(() => isPending && this.closeSilentSince(sentAt));
    const timer = setTimeout(expire, Math.max(this.deadlines.query, longestAnswer()));
    try {
      return await answer;
    } finally {
      isPending = false;
      clearTimeout(timer);
      this.answeredAt = performance.now();
    }
  }

  private closeSilentSince(sentAt: number): void {
    for (const peer of this.deadlines.peers) if (peer.answeredAt <= sentAt) peer.abandon();
  }

  /** Fails like a broken socket: the driver rejects the statement, the pool removes the client. */
  private abandon(): void {
    const { connection } = this as unknown as { connection: { stream: Socket } };
    const error = new Error(`PostgreSQL did not answer in time`);
    connection.stream.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }
}
