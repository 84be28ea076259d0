import type { z } from 'zod';
import type { ConversationKind } from '../enums';
import { duration, wholeNumber } from './env-fields';

/** Retention and erasure of content, in milliseconds (C-27). */
export interface RetentionRules {
  /** Per conversation kind, counted from the last message. */
  periods: Record<ConversationKind, number>;
  /** Interval between searches for expired conversations and for due erasures. */
  checkInterval: number;
  /** Time between the approval of an erasure and its execution, in which it can be undone. */
  erasureDelay: number;
  /** Requests of erasures in 24 hours, of the whole team together; 0: no limit. */
  erasureLimit: number;
}

/** The default of C-27; a practice that counts as a health facility may need far longer. */
const ONE_YEAR = 'P365D';
const DAY_MS = 86_400_000;

const retention = (kind: string) =>
  duration(ONE_YEAR).describe(`How long ${kind} is kept after the last message.`);

export const retentionFields = {
  RETENTION_SESSION: retention('a counseling session'),
  RETENTION_CARE: retention('a conversation between client and assigned psychologist'),
  RETENTION_SUPPORT: retention('a support room'),
  RETENTION_DIRECT: retention('a direct conversation'),
  RETENTION_GROUP: retention('a group'),
  RETENTION_SWEEP: duration('PT1H').describe(
    'How often the worker erases expired conversations and executes approved erasures that are due.',
  ),
  ERASURE_DELAY: duration('P7D').describe(
    'Time between the approval of an erasure by a second team member and its execution, in which it can ' +
      'be undone: longer than a weekend, so that colleagues notice. Production needs at least P1D.',
  ),
  ERASURE_LIMIT: wholeNumber(10).describe(
    'Erasures that the whole team may request in 24 hours, so that stolen accounts cannot destroy what ' +
      'the practice has. `0`: no limit; refused in production.',
  ),
};
type RetentionEnv = z.infer<z.ZodObject<typeof retentionFields>>;

export function retentionFaults(
  env: Partial<RetentionEnv> & { NODE_ENV?: string | undefined },
): string[] {
  const names = Object.keys(retentionFields) as (keyof RetentionEnv)[];
  const faults = names
    .filter((name) => name.startsWith('RETENTION_') && env[name] === 0)
    .map((name) => `${name}: must be longer than PT0S`);
  if (env.NODE_ENV !== 'production') return faults;
  const { ERASURE_DELAY: delay, ERASURE_LIMIT: limit } = env;
  if (delay !== undefined && delay < DAY_MS) {
    faults.push('ERASURE_DELAY: must be at least P1D in production');
  }
  if (limit === 0) faults.push('ERASURE_LIMIT: must be at least 1 in production');
  return faults;
}

export function toRetentionRules(env: RetentionEnv): RetentionRules {
  return {
    periods: {
      session: env.RETENTION_SESSION,
      care: env.RETENTION_CARE,
      support: env.RETENTION_SUPPORT,
      direct: env.RETENTION_DIRECT,
      group: env.RETENTION_GROUP,
    },
    checkInterval: env.RETENTION_SWEEP,
    erasureDelay: env.ERASURE_DELAY,
    erasureLimit: env.ERASURE_LIMIT,
  };
}
