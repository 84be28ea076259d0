import type { PasswordRules } from '../../config/config';
import { AppError } from '../../errors';
import { FairQueue } from './fair-queue';
import { checkPassword, hashPassword } from './password';
import type { PasswordCheck } from './password';

/**
 * Hashes passwords with bounded concurrency: hashing is slow on purpose and runs on the few threads
 * that files and name resolution use as well.
 */
export class PasswordHasher {
  private readonly queue: FairQueue;

  constructor(private readonly rules: PasswordRules) {
    this.queue = new FairQueue(rules.queue, tooManySignIns);
  }

  /** `source`: the device or network that the attempt comes from. */
  check(source: string, password: string, stored: string | undefined): Promise<PasswordCheck> {
    return this.queue.run(source, () => checkPassword(password, stored, this.rules.cost));
  }

  hash(source: string, password: string): Promise<string> {
    return this.queue.run(source, () => hashPassword(password, this.rules.cost));
  }
}

function tooManySignIns(): AppError {
  return new AppError('unavailable', {
    message: 'Too many people are signing in right now. Try again in a few seconds',
  });
}
