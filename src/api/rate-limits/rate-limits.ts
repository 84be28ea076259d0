import type { Redis } from 'ioredis';
import type { RateLimitRules } from '../../config/config';
import { AppError } from '../../errors';
import { FailureLimiter } from './failure-limiter';
import { LeasedLimiter } from './leased-limiter';

const MINUTE = 60;
const QUARTER_HOUR = 15 * MINUTE;
/** One address may fail for so many people as often as for one: families and offices share one. */
const USERS_PER_ADDRESS = 10;

/** What somebody may do how often; the same limits behind every door. */
export class RateLimits {
  private readonly addresses: LeasedLimiter;
  private readonly users: LeasedLimiter;
  private readonly messages: LeasedLimiter;
  private readonly signIns: FailureLimiter;
  private readonly signInsPerAddress: FailureLimiter;

  constructor(rules: RateLimitRules, store: { redis: Redis; prefix: string }) {
    const each = (name: string, points: number, duration = MINUTE) => ({ name, points, duration });
    this.addresses = new LeasedLimiter(each('address', rules.perAddress), store);
    this.users = new LeasedLimiter(each('person', rules.perUser), store);
    this.messages = new LeasedLimiter(each('messages', rules.messages), store);
    const signIns = each('sign-in', rules.signIns, QUARTER_HOUR);
    this.signIns = new FailureLimiter(signIns, { ...store, forgives: true });
    const points = rules.signIns * USERS_PER_ADDRESS;
    // An account of one's own must not wipe out what was tried on others.
    this.signInsPerAddress = new FailureLimiter(each('sign-in-address', points, QUARTER_HOUR), {
      ...store,
      forgives: false,
    });
  }

  /** A request or connection of whoever is at an address. Rejects `rate-limited`; undefined: go on. */
  consumeForAddress(address: string): Promise<void> | undefined {
    return this.addresses.consume(address);
  }

  /** A request, or a frame, of somebody who is signed in. */
  consumeForUser(personId: string): Promise<void> | undefined {
    return this.users.consume(personId);
  }

  /** A message that somebody sends, besides being a request. */
  consumeForMessage(personId: string): Promise<void> | undefined {
    return this.messages.consume(personId);
  }

  /** Signs somebody in unless too many tries have failed, for this e-mail or from this address. */
  async limitSignIn<T>(
    { address, email }: { address: string; email: string },
    signIn: () => Promise<T>,
  ): Promise<T> {
    const isFailure = (error: unknown): boolean =>
      error instanceof AppError && error.code === 'invalid-credentials';
    const person = `${address} ${email.toLowerCase()}`;
    return this.signInsPerAddress.run(
      address,
      () => this.signIns.run(person, signIn, isFailure),
      isFailure,
    );
  }
}
