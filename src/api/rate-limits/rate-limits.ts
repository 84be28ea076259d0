import type { RateLimitRules } from '../../config/config';
import { AppError } from '../../errors';
import { FailureLimiter } from './failure-limiter';
import { LeasedLimiter } from './leased-limiter';
import type { LimitStore } from './shared-limiter';

const MINUTE = 60;
const QUARTER_HOUR = 15 * MINUTE;
/** Failed sign-ins of one address, in multiples of the limit per user: offices share an address. */
const USERS_PER_ADDRESS = 10;

/** The rate limits of all APIs. */
export class RateLimits {
  private readonly addresses: LeasedLimiter;
  private readonly users: LeasedLimiter;
  private readonly messages: LeasedLimiter;
  private readonly calendars: LeasedLimiter;
  private readonly signIns: FailureLimiter;
  private readonly signInsPerAddress: FailureLimiter;
  private sends = 0;
  private readonly signInOutcomes = { succeeded: 0, refused: 0, failed: 0 };

  constructor(rules: RateLimitRules, store: LimitStore) {
    const each = (name: string, points: number, duration = MINUTE) => ({ name, points, duration });
    this.addresses = new LeasedLimiter(each('address', rules.perAddress), store);
    this.users = new LeasedLimiter(each('person', rules.perUser), store);
    this.messages = new LeasedLimiter(each('messages', rules.messages), store);
    this.calendars = new LeasedLimiter(each('calendar', rules.calendars), store);
    const signIns = each('sign-in', rules.signIns, QUARTER_HOUR);
    this.signIns = new FailureLimiter(signIns, { ...store, resetsOnSuccess: true });
    const points = rules.signIns * USERS_PER_ADDRESS;
    // Signing in to one's own account must not reset failed attempts on others.
    this.signInsPerAddress = new FailureLimiter(each('sign-in-address', points, QUARTER_HOUR), {
      ...store,
      resetsOnSuccess: false,
    });
  }

  /** Totals since the process started. */
  counts(): { sends: number; signIns: Record<string, number> } {
    return { sends: this.sends, signIns: this.signInOutcomes };
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

  /** Runs a sign-in unless too many have failed for this e-mail or from this address. */
  async limitSignIn<T>(
    { address, email }: { address: string; email: string },
    signIn: () => Promise<T>,
  ): Promise<T> {
    const isFailure = (error: unknown): boolean =>
      error instanceof AppError && error.code === 'invalid-credentials';
    const account = `${address} ${email.toLowerCase()}`;
    try {
      const signedIn = await this.signInsPerAddress.run(
        address,
        () => this.signIns.run(account, signIn, isFailure),
        isFailure,
      );
      this.signInOutcomes.succeeded += 1;
      return signedIn;
    } catch (error) {
      const isRefused = error instanceof AppError && error.status < 500;
      this.signInOutcomes[isRefused ? 'refused' : 'failed'] += 1;
      throw error;
    }
  }
}
