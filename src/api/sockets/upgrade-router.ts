import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A server of a protocol that begins with an HTTP upgrade. */
export interface UpgradeHandler {
  /** Whether a path, without its query, belongs to this server. */
  matches(path: string): boolean;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every connection so that clients reconnect elsewhere; resolves when they are closed. */
  close(): Promise<void>;
}

/** Routes each upgrade to the server that owns its path. */
export class UpgradeRouter {
  constructor(private readonly handlers: UpgradeHandler[]) {}

  /** False: no server owns this path. */
  route(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    // The query may contain a token: never log the URL.
    const [path = ''] = (request.url ?? '').split('?');
    const handler = this.handlers.find((one) => one.matches(path));
    handler?.handleUpgrade(request, socket, head);
    return handler !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.handlers.map((handler) => handler.close()));
  }
}
