import type { Redis } from 'ioredis';
import type { RateLimitRules } from '../config/config';
import { AppError } from '../errors';
import { FailureLimiter } from './failure-limiter';
import { LeasedLimiter } from './leased-limiter';

const MINUTE = 60;
const QUARTER_HOUR = 15 * MINUTE;
/** One address may fail for so many people as often as for one: families and offices share one. */
const PEOPLE_OF_AN_ADDRESS = 10;

/** What somebody may do how often; the same limits behind every door. */
export class RateLimits {
  private readonly addresses: LeasedLimiter;
  private readonly people: LeasedLimiter;
  private readonly messages: LeasedLimiter;
  private readonly signIns: FailureLimiter;
  private readonly signInsOfAddress: FailureLimiter;

  constructor(rules: RateLimitRules, store: { redis: Redis; prefix: string }) {
    const each = (name: string, points: number, duration = MINUTE) => ({ name, points, duration });
    this.addresses = new LeasedLimiter(each('address', rules.ofAddress), store);
    this.people = new LeasedLimiter(each('person', rules.ofPerson), store);
    this.messages = new LeasedLimiter(each('messages', rules.messages), store);
    const signIns = each('sign-in', rules.signIns, QUARTER_HOUR);
    this.signIns = new FailureLimiter(signIns, { ...store, forgives: true });
    const points = rules.signIns * PEOPLE_OF_AN_ADDRESS;
    // An account of one's own must not wipe out what was tried on others.
    this.signInsOfAddress = new FailureLimiter(each('sign-in-address', points, QUARTER_HOUR), {
      ...store,
      forgives: false,
    });
  }

  /** A request or connection of whoever is at an address. Rejects `rate-limited`; undefined: go on. */
  takeForAddress(address: string): Promise<void> | undefined {
    return this.addresses.take(address);
  }

  /** A request, or a frame, of somebody who is signed in. */
  takeForPerson(personId: string): Promise<void> | undefined {
    return this.people.take(personId);
  }

  /** A message that somebody sends, besides being a request. */
  takeForMessage(personId: string): Promise<void> | undefined {
    return this.messages.take(personId);
  }

  /** Signs somebody in unless too many tries have failed, for this e-mail or from this address. */
  async watchSignIn<T>(
    { address, email }: { address: string; email: string },
    signIn: () => Promise<T>,
  ): Promise<T> {
    const isFailure = (error: unknown): boolean =>
      error instanceof AppError && error.code === 'invalid-credentials';
    const person = `${address} ${email.toLowerCase()}`;
    return this.signInsOfAddress.watch(
      address,
      () => this.signIns.watch(person, signIn, isFailure),
      isFailure,
    );
  }
}
