import { AppError } from '../../errors';
import { networkOf } from '../../users/sign-in/network';
import { GrowingWait } from './growing-wait';
import { rateLimitedError } from './rate-limited-error';
import type { LimitStore } from './shared-limiter';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
/** Failures of a network without a wait, in multiples of those of an account: schools share one. */
const ACCOUNTS_PER_NETWORK = 10;

export interface SignInAttempt {
  email: string;
  address: string;
  /** Id of a device on which the account's owner signed in before. */
  deviceId: string | undefined;
}

/** A counter that an attempt is counted in. */
interface Count {
  wait: GrowingWait;
  subject: string;
  /** A success forgets all failures, not its own attempt only. */
  isOwn: boolean;
}

type Outcome = 'succeeded' | 'refused' | 'failed';

/**
 * Slows down password guessing. An attempt is counted before its password is checked, atomically,
 * so that a thousand at once are checked no more often than one after the other. From a known device
 * it is counted for that device alone: strangers, however many, cannot lock an owner out of it. From
 * any other it is counted for the account, with waits that grow to a quarter of an hour, and for its
 * network, whose waits stay short.
 */
export class SignInLimiter {
  private readonly accounts: GrowingWait;
  private readonly devices: GrowingWait;
  private readonly networks: GrowingWait;
  private readonly outcomes: Record<Outcome, number> = { succeeded: 0, refused: 0, failed: 0 };

  /** `free`: failures without a wait; 0: no limit. */
  constructor(
    private readonly free: number,
    store: LimitStore,
  ) {
    const account = {
      free,
      firstWaitMs: 30 * SECOND,
      longestWaitMs: 15 * MINUTE,
      forgetMs: DAY,
    };
    this.accounts = new GrowingWait({ ...account, name: 'sign-in-account' }, store);
    this.devices = new GrowingWait({ ...account, name: 'sign-in-device' }, store);
    const network = {
      free: free * ACCOUNTS_PER_NETWORK,
      firstWaitMs: SECOND,
      longestWaitMs: 10 * SECOND,
      forgetMs: 15 * MINUTE,
    };
    this.networks = new GrowingWait({ ...network, name: 'sign-in-network' }, store);
  }

  /** Totals since the process started. */
  counts(): Record<Outcome, number> {
    return this.outcomes;
  }

  /**
   * Runs a sign-in unless it must wait: throws `rate-limited`. `onWave` is called when the failures of
   * an account reach the limit, once per wave.
   */
  async run<T>(
    attempt: SignInAttempt,
    signIn: () => Promise<T>,
    onWave: () => Promise<void>,
  ): Promise<T> {
    try {
      const result = await this.runCounted(attempt, signIn, onWave);
      this.outcomes.succeeded += 1;
      return result;
    } catch (error) {
      const isRefused = error instanceof AppError && error.status < 500;
      this.outcomes[isRefused ? 'refused' : 'failed'] += 1;
      throw error;
    }
  }

  private async runCounted<T>(
    attempt: SignInAttempt,
    signIn: () => Promise<T>,
    onWave: () => Promise<void>,
  ): Promise<T> {
    if (this.free === 0) return signIn();
    const counts = this.countsOf(attempt);
    const failures = await countAll(counts);
    try {
      const result = await signIn();
      await Promise.all(
        counts.map(({ wait, subject, isOwn }) =>
          isOwn ? wait.reset(subject) : wait.giveBack(subject),
        ),
      );
      return result;
    } catch (error) {
      const isFailure = error instanceof AppError && error.code === 'invalid-credentials';
      if (!isFailure) await giveBack(counts);
      else if (failures === this.free) await onWave();
      throw error;
    }
  }

  private countsOf({ email, address, deviceId }: SignInAttempt): Count[] {
    const account = email.toLowerCase();
    if (deviceId !== undefined) {
      return [{ wait: this.devices, subject: `${deviceId} ${account}`, isOwn: true }];
    }
    return [
      { wait: this.networks, subject: networkOf(address), isOwn: false },
      { wait: this.accounts, subject: account, isOwn: true },
    ];
  }
}

/** Counts in all or in none; returns the count of the last. */
async function countAll(counts: Count[]): Promise<number> {
  const counted: Count[] = [];
  let failures = 0;
  for (const count of counts) {
    const { isAdmitted, waitMs, count: attempts } = await count.wait.attempt(count.subject);
    if (!isAdmitted) {
      await giveBack(counted);
      throw rateLimitedError(waitMs);
    }
    counted.push(count);
    failures = attempts;
  }
  return failures;
}

async function giveBack(counts: Count[]): Promise<void> {
  await Promise.all(counts.map(({ wait, subject }) => wait.giveBack(subject)));
}
