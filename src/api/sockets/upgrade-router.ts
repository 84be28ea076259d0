import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A door whose callers leave HTTP for a protocol of their own. */
export interface UpgradeHandler {
  /** Whether an address, without its query, is this door's. */
  matches(path: string): boolean;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends everybody away, to come again elsewhere; resolves when they are gone. */
  close(): Promise<void>;
}

/** Leads each upgrade to the door that serves its address. */
export class UpgradeRouter {
  constructor(private readonly handlers: UpgradeHandler[]) {}

  /** False: there is nothing of that kind at this address. */
  route(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    // The address may hold a token: it is looked at and never written down.
    const [path = ''] = (request.url ?? '').split('?');
    const door = this.handlers.find((one) => one.matches(path));
    door?.handleUpgrade(request, socket, head);
    return door !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.handlers.map((door) => door.close()));
  }
}
