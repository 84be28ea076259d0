import type { EnvValues } from './env-schema';
import { isLoopback } from './is-loopback';

const LIMITS = [
  'RATE_LIMIT_ADDRESS',
  'RATE_LIMIT_PERSON',
  'RATE_LIMIT_MESSAGES',
  'RATE_LIMIT_CALENDARS',
  'RATE_LIMIT_SIGN_INS',
] as const;

/** What is convenient in development and unsafe in production; secrets have their own file. */
export function productionFaults(env: Partial<EnvValues>): string[] {
  const faults = [];
  if (env.PUSH_SERVICES?.some((origin) => !origin.startsWith('https:'))) {
    faults.push('PUSH_SERVICES: must all begin with https:// in production');
  }
  if (env.DEMO_PACE) faults.push('DEMO_PACE: is not allowed in production');
  if (env.ABLY_TLS === false && !isLoopback(env.ABLY_ENDPOINT ?? '')) {
    faults.push(
      'ABLY_TLS: must be true in production, where ABLY_ENDPOINT is not a loopback address: messages ' +
        'would travel in the clear. Remove ABLY_TLS',
    );
  }
  for (const name of LIMITS) {
    if (env[name] === 0) {
      faults.push(
        `${name}: must not be 0 in production, which turns the limit off: remove it for the default, or ` +
          'set a higher number',
      );
    }
  }
  return faults;
}
