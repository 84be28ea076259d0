import { AppError } from '../../errors';

/** `rate-limited` with the remaining time, in whole seconds. */
export function rateLimitedError(ms: number): AppError {
  const retryAfter = Math.max(1, Math.ceil(ms / 1000));
  return new AppError('rate-limited', {
    message: `Too many requests. Try again in ${retryAfter} seconds`,
    details: { retryAfter },
  });
}
