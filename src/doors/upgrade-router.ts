import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A door whose callers leave HTTP for a protocol of their own. */
export interface UpgradeDoor {
  /** Whether an address, without its query, is this door's. */
  serves(path: string): boolean;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends everybody away, to come again elsewhere; resolves when they are gone. */
  close(): Promise<void>;
}

/** Leads each upgrade to the door that serves its address. */
export class UpgradeRouter {
  constructor(private readonly doors: UpgradeDoor[]) {}

  /** False: there is nothing of that kind at this address. */
  route(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    // The address may hold a token: it is looked at and never written down.
    const [path = ''] = (request.url ?? '').split('?');
    const door = this.doors.find((one) => one.serves(path));
    door?.accept(request, socket, head);
    return door !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.doors.map((door) => door.close()));
  }
}
