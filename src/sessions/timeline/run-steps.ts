import { inTransaction } from '../../database/in-transaction';
import type { ErrorCode } from '../../errors';
import type { Step } from '../../enums';
import type { SessionServices } from '../session-services';
import { lockSessions } from '../session-repository';
import { settleDueSteps } from './settle-due-steps';
import type { SettledSteps } from './settle-due-steps';
import { claimDueSteps, findOpenSteps } from './step-repository';
import type { StepKey } from './step-repository';

export interface StepRequest {
  sessionId: string;
  generation: number;
  step: Step;
}

/** Settled, not due before `dueAt`, or to be retried because of `code`. */
export type StepRunResult =
  { settled: true } | { settled: false; dueAt: Date } | { settled: false; code: ErrorCode };

type Services = Pick<SessionServices, 'db' | 'clock' | 'conversations' | 'rules'>;

/** Timers may fire this much before the due time; the step counts as due. */
const EARLY_MS = 25;

interface Claim {
  /** Maximum number of steps. */
  limit: number;
  /** Sessions that are left out. */
  except: string[];
}

interface StepBatch extends SettledSteps {
  /** Whether `limit` was reached, so that more steps may be due. */
  isFull: boolean;
}

/**
 * Runs the steps that are due longest, in one transaction that waits for no lock: a session that
 * another transaction holds is left for a later batch, so that it delays no other. Several workers
 * run batches at once, of different sessions.
 */
export async function runDueSteps(
  services: Services,
  { limit, except }: Claim,
): Promise<StepBatch> {
  let claimed: StepKey[] = [];
  try {
    return await inTransaction(services.db, async (tx) => {
      const until = dueUntil(services);
      claimed = await claimDueSteps(tx, { until, limit, except });
      const sessionIds = [...new Set(claimed.map(({ sessionId }) => sessionId))];
      const settled = await settleDueSteps(tx, services, { sessionIds, until });
      return { ...settled, isFull: claimed.length === limit };
    });
  } catch (error) {
    throw new StepBatchError(claimed, error);
  }
}

/** A batch that was rolled back, with the steps it had claimed. */
export class StepBatchError extends Error {
  constructor(
    readonly steps: StepKey[],
    cause: unknown,
  ) {
    super('Running session steps failed', { cause });
    this.name = 'StepBatchError';
  }
}

/**
 * Runs the requested steps, and before them every earlier due step of the same sessions, in one
 * transaction that waits for the sessions' locks. A step that is settled, of an old generation or of
 * an unknown session is reported `settled`, so a job delivered twice has no effect (counseling-24,
 * -32, -49, -61).
 */
export async function runSteps(
  services: Services,
  requests: StepRequest[],
): Promise<StepRunResult[]> {
  return inTransaction(services.db, async (tx) => {
    const sessions = await lockSessions(tx, [...new Set(requests.map((r) => r.sessionId))]);
    const sessionIds = sessions.map(({ id }) => id);
    const until = dueUntil(services);
    const open = await findOpenSteps(tx, sessionIds);
    const { rejected } = await settleDueSteps(tx, services, { sessionIds, until, wait: true });
    const codes = new Map(rejected.map((one) => [one.sessionId, one.code]));
    return requests.map((request) => {
      const row = open.find((one) => isSameStep(one, request));
      if (!row) return { settled: true };
      if (row.dueAt > until) return { settled: false, dueAt: row.dueAt };
      const code = codes.get(request.sessionId);
      return code ? { settled: false, code } : { settled: true };
    });
  });
}

export function dueUntil({ clock }: Pick<SessionServices, 'clock'>): Date {
  return new Date(clock.now() + EARLY_MS);
}

function isSameStep(one: StepKey, other: StepKey): boolean {
  return (
    one.sessionId === other.sessionId &&
    one.step === other.step &&
    one.generation === other.generation
  );
}
