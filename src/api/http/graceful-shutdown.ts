import { setTimeout as pause } from 'node:timers/promises';
import type { Server, ServerResponse } from 'node:http';

const IDLE_CHECK_MS = 50;

/**
 * Ends an HTTP server without resets. First readiness is down and every response carries
 * `Connection: close`, while requests are still served: load balancers leave, and callers with
 * keep-alive connect elsewhere after their response. Then the server stops listening and waits for
 * its connections.
 */
export class GracefulShutdown {
  isStopping = false;
  private readonly unanswered = new Set<ServerResponse>();

  track(response: ServerResponse): void {
    if (this.isStopping) {
      response.setHeader('Connection', 'close');
      return;
    }
    this.unanswered.add(response);
    response.once('close', () => this.unanswered.delete(response));
  }

  async drain(ms: number): Promise<void> {
    this.isStopping = true;
    for (const response of this.unanswered) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    await pause(ms);
  }

  /**
   * Also closes `open`, sockets and streams, so that their clients reconnect elsewhere, and connections
   * that become idle only now.
   */
  async close(server: Server, open: { close(): Promise<void> }[]): Promise<void> {
    this.isStopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    await Promise.all(open.map((one) => one.close()));
    await closed;
    clearInterval(idleCheck);
  }
}
