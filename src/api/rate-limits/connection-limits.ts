import type { ConnectionRules } from '../../config/connection-config';
import { AppError } from '../../errors';

/** Gives the counted place back; a repeat does nothing. */
export type Release = () => void;

type Kind = 'user' | 'address' | 'partial';

const MESSAGES: Record<Kind, (limit: number) => string> = {
  user: (limit) =>
    `You have ${limit} connections open. Close some of them, in other windows or devices, before you ` +
    'open another',
  address: (limit) =>
    `Your network has ${limit} connections open. Close some of them before you open another`,
  partial: (limit) =>
    `Your network is sending ${limit} requests at the moment. Wait until some of them have arrived`,
};

/** How many connections users and addresses have open at this process, of all protocols together. */
export class ConnectionLimits {
  private readonly open = new Map<string, number>();
  private readonly limits: Record<Kind, number>;

  constructor({ perUser, perAddress, partialRequests }: ConnectionRules) {
    this.limits = { user: perUser, address: perAddress, partial: partialRequests };
  }

  /** Counts a connection of an address. Throws `too-many-connections`. */
  holdForAddress(address: string): Release {
    return this.hold('address', address);
  }

  /** Counts a connection of a signed-in user. Throws `too-many-connections`. */
  holdForUser(userId: string): Release {
    return this.hold('user', userId);
  }

  /** Counts a request whose body is arriving. Throws `too-many-connections`. */
  holdForBody(address: string): Release {
    return this.hold('partial', address);
  }

  private hold(kind: Kind, id: string): Release {
    const limit = this.limits[kind];
    const key = `${kind} ${id}`;
    const count = this.open.get(key) ?? 0;
    if (limit > 0 && count >= limit) {
      throw new AppError('too-many-connections', { message: MESSAGES[kind](limit) });
    }
    this.open.set(key, count + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.open.get(key) ?? 1) - 1;
      if (left > 0) this.open.set(key, left);
      else this.open.delete(key);
    };
  }
}
