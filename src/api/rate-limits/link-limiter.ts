import { AppError } from '../../errors';
import { networkOf } from '../../users/sign-in/network';
import { GrowingWait } from './growing-wait';
import { rateLimitedError } from './rate-limited-error';
import type { LimitStore } from './shared-limiter';

const SECOND = 1_000;

/** Brakes the guessing of one-time links, per network. */
export class LinkLimiter {
  private readonly networks: GrowingWait;

  /** `free`: wrong links without a wait; 0: no limit. */
  constructor(
    private readonly free: number,
    store: LimitStore,
  ) {
    const rule = {
      name: 'password-link',
      free,
      firstWaitMs: SECOND,
      longestWaitMs: 10 * SECOND,
      forgetMs: 15 * 60 * SECOND,
    };
    this.networks = new GrowingWait(rule, store);
  }

  /** Counts the request before it runs, unless it turns out to have a valid link; throws `rate-limited`. */
  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    if (this.free === 0) return work();
    const network = networkOf(address);
    const { isAdmitted, waitMs } = await this.networks.attempt(network);
    if (!isAdmitted) throw rateLimitedError(waitMs);
    try {
      const result = await work();
      await this.networks.giveBack(network);
      return result;
    } catch (error) {
      const isGuess = error instanceof AppError && error.code === 'password-link-invalid';
      if (!isGuess) await this.networks.giveBack(network);
      throw error;
    }
  }
}
