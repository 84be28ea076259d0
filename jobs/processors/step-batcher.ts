import { pgErrorCode } from '../../src/database/in-transaction';
import type { ErrorCode } from '../../src/errors';
import type { Logger } from '../../src/logger';
import type { SessionServices } from '../../src/sessions/session-services';
import { reportFailedStep } from '../../src/sessions/timeline/report-failed-step';
import {
  dueUntil,
  runDueSteps,
  runSteps,
  StepBatchError,
} from '../../src/sessions/timeline/run-steps';
import type { StepRequest, StepRunResult } from '../../src/sessions/timeline/run-steps';
import type { WatchedLoop } from '../watchdog/watched-loop';
import { findOpenSteps } from '../../src/sessions/timeline/step-repository';
import type { StepKey } from '../../src/sessions/timeline/step-repository';

/*
 * Runs the steps that are due. A request for one step starts batches of every due step; the other
 * requests then find theirs done. Batches skip sessions that another transaction holds. A batch that
 * fails is repeated with half as many steps, down to the one that made it fail, which is then left out for
 * a while.
 */

interface WaitingStep {
  request: StepRequest;
  result: Promise<StepRunResult>;
  /** When the step was first due but its session held by another transaction. */
  busySince?: number;
  resolve: (result: StepRunResult) => void;
  reject: (reason: unknown) => void;
}

const BATCH_SIZE = 500;
/** Concurrent batches: one that the database keeps waiting does not hold up the other. */
const MAX_RUNS = 2;
const SLOW_BATCH_MS = 250;
const BUSY_RETRY_MS = 50;
/** A step that was busy for this long waits for the session's lock, so that it gets its turn. */
const WAIT_FOR_LOCK_AFTER_MS = 1_000;
/** How long the session of a failed step is left out of batches. */
const EXCLUSION_MS = 2_000;
/** SQLSTATE classes of errors that concern rows: data, constraint, conflict, lock. */
const ROW_ERRORS = ['22', '23', '40', '55'];

export class StepBatcher implements WatchedLoop {
  readonly name = 'step-batches';
  readonly intervalMs = 0;
  readonly isBackground = false;
  private readonly waiting = new Map<string, WaitingStep>();
  /** Sessions whose step failed, and until when batches leave them out. */
  private readonly excluded = new Map<string, number>();
  private readonly runs = new Set<Promise<void>>();
  private lockWait: Promise<void> | undefined;
  private isRequested = false;
  private batchSize = BATCH_SIZE;
  private batchStartedAt = 0;
  /** When the batches that run were started. */
  private readonly startTimes = new Map<symbol, number>();
  private retryTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: SessionServices,
    private readonly logger: Logger,
  ) {}

  /** Resolves with the outcome of a step. A step that waits already is not run twice. */
  run(request: StepRequest): Promise<StepRunResult> {
    const key = keyOf(request);
    const known = this.waiting.get(key);
    if (known) return known.result;
    const step = { request } as WaitingStep;
    step.result = new Promise<StepRunResult>((resolve, reject) => {
      Object.assign(step, { resolve, reject });
    }).finally(() => this.waiting.delete(key));
    this.waiting.set(key, step);
    this.excluded.delete(request.sessionId);
    this.wakeUp();
    return step.result;
  }

  /** Runs every step that is due. */
  wakeUp(): void {
    this.isRequested = true;
    const isSlow = performance.now() - this.batchStartedAt > SLOW_BATCH_MS;
    if (this.runs.size === 0 || isSlow) this.startRun();
  }

  /** The start of the longest running batch. */
  get roundAt(): number {
    return Math.min(performance.now(), ...this.startTimes.values());
  }

  async waitUntilIdle(): Promise<void> {
    clearTimeout(this.retryTimer);
    while (this.runs.size > 0) await Promise.all(this.runs);
    await this.lockWait;
  }

  private startRun(): void {
    if (this.runs.size >= MAX_RUNS) return;
    const id = Symbol('run');
    const run = this.runBatches(() => this.startTimes.set(id, performance.now()))
      .catch((error: unknown) => this.failWaiting(error))
      .finally(() => {
        this.startTimes.delete(id);
        this.runs.delete(run);
        // A request may have come after the last check.
        if (this.isRequested) this.startRun();
      });
    this.runs.add(run);
  }

  private async runBatches(onStart: () => void): Promise<void> {
    // Requests of the same moment share a batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.isRequested) {
      this.isRequested = false;
      const asked = [...this.waiting.values()];
      this.batchStartedAt = performance.now();
      onStart();
      if (await this.runBatch()) {
        this.wakeUp();
        this.startRun();
      } else {
        await this.resolveRest(asked);
      }
    }
  }

  /** Resolves with whether more steps may be due. */
  private async runBatch(): Promise<boolean> {
    const limit = this.batchSize;
    try {
      const except = this.excludedSessions();
      const { settled, rejected, isFull } = await runDueSteps(this.sessions, { limit, except });
      this.batchSize = Math.min(BATCH_SIZE, this.batchSize * 2);
      for (const step of settled) this.waiting.get(keyOf(step))?.resolve({ settled: true });
      for (const step of rejected) await this.reject(step, step.code);
      return isFull || limit < BATCH_SIZE;
    } catch (error) {
      if (!(error instanceof StepBatchError) || !isRowError(error.cause)) throw error;
      this.batchSize = Math.max(1, Math.floor(limit / 2));
      const [step] = error.steps;
      if (limit === 1 && step) await this.exclude(step, error.cause);
      return true;
    }
  }

  private async exclude(step: StepKey, error: unknown): Promise<void> {
    this.logger.error({ err: error, ...step }, 'Session step failed');
    this.waiting.get(keyOf(step))?.reject(error);
    await this.reject(step, 'internal');
  }

  private async reject(step: StepKey, code: ErrorCode): Promise<void> {
    this.excluded.set(step.sessionId, performance.now() + EXCLUSION_MS);
    await reportFailedStep(this.sessions, step, code);
    this.waiting.get(keyOf(step))?.resolve({ settled: false, code });
  }

  private excludedSessions(): string[] {
    const now = performance.now();
    for (const [id, until] of this.excluded) if (until <= now) this.excluded.delete(id);
    return [...this.excluded.keys()];
  }

  /** Steps that no batch has run: finished before, not due yet, or busy. */
  private async resolveRest(asked: WaitingStep[]): Promise<void> {
    const rest = asked.filter((step) => this.waiting.get(keyOf(step.request)) === step);
    if (rest.length === 0) return;
    const ids = [...new Set(rest.map(({ request }) => request.sessionId))];
    const open = new Map(
      (await findOpenSteps(this.sessions.db.source.manager, ids)).map((row) => [keyOf(row), row]),
    );
    const until = dueUntil(this.sessions);
    const busy = rest.filter((step) => {
      const row = open.get(keyOf(step.request));
      if (row && row.dueAt <= until) return true;
      step.resolve(row ? { settled: false, dueAt: row.dueAt } : { settled: true });
      return false;
    });
    if (busy.length > 0) this.retry(busy);
  }

  private retry(busy: WaitingStep[]): void {
    const now = performance.now();
    for (const step of busy) step.busySince ??= now;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.wakeUp(), BUSY_RETRY_MS);
    const longest = busy.find(({ busySince = now }) => now - busySince > WAIT_FOR_LOCK_AFTER_MS);
    if (!longest || this.lockWait) return;
    this.lockWait = runSteps(this.sessions, [longest.request])
      .then(([result = { settled: true }]) => longest.resolve(result), longest.reject)
      .finally(() => {
        this.lockWait = undefined;
      });
  }

  private failWaiting(error: unknown): void {
    if (this.waiting.size === 0) this.logger.warn({ err: error }, 'Session steps failed; retrying');
    for (const step of this.waiting.values()) step.reject(error);
  }
}

function keyOf({ sessionId, generation, step }: StepKey): string {
  return `${sessionId} ${generation} ${step}`;
}

function isRowError(error: unknown): boolean {
  return ROW_ERRORS.includes(pgErrorCode(error)?.slice(0, 2) ?? '');
}
