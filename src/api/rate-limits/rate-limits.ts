import type { RateLimitRules } from '../../config/config';
import { ConnectionLimits } from './connection-limits';
import { LeasedLimiter } from './leased-limiter';
import { LinkLimiter } from './link-limiter';
import type { LimitStore } from './shared-limiter';
import { SignInLimiter } from './sign-in-limiter';

const MINUTE = 60;

/** The rate limits of all APIs. */
export class RateLimits {
  private readonly addresses: LeasedLimiter;
  private readonly users: LeasedLimiter;
  private readonly messages: LeasedLimiter;
  private readonly calendars: LeasedLimiter;
  readonly signIns: SignInLimiter;
  readonly passwordLinks: LinkLimiter;
  readonly connections: ConnectionLimits;
  private sends = 0;

  constructor(rules: RateLimitRules, store: LimitStore) {
    const each = (name: string, points: number, duration = MINUTE) => ({ name, points, duration });
    this.addresses = new LeasedLimiter(each('address', rules.perAddress), store);
    this.users = new LeasedLimiter(each('person', rules.perUser), store);
    this.messages = new LeasedLimiter(each('messages', rules.messages), store);
    this.calendars = new LeasedLimiter(each('calendar', rules.calendars), store);
    this.signIns = new SignInLimiter(rules.signIns, store);
    this.passwordLinks = new LinkLimiter(rules.signIns, store);
    this.connections = new ConnectionLimits(rules.connections);
  }

  /** Totals since the process started. */
  counts(): { sends: number; signIns: Record<string, number> } {
    return { sends: this.sends, signIns: this.signIns.counts() };
  }

  /**
   * Counts a request or connection of an address. Rejects `rate-limited`; undefined: counted
   * synchronously.
   */
  consumeForAddress(address: string): Promise<void> | undefined {
    return this.addresses.consume(address);
  }

  /** Counts a request or frame of a signed-in user. */
  consumeForUser(userId: string): Promise<void> | undefined {
    return this.users.consume(userId);
  }

  /** Counts a sent message, in addition to its request. */
  consumeForMessage(userId: string): Promise<void> | undefined {
    this.sends += 1;
    return this.messages.consume(userId);
  }

  /** Counts a read of a user's calendar feed. */
  consumeForCalendar(userId: string): Promise<void> | undefined {
    return this.calendars.consume(userId);
  }
}
