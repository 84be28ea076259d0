import { reportFailedStep } from '../../src/sessions/timeline/report-failed-step';
import { runSteps } from '../../src/sessions/timeline/run-steps';
import type { StepRunResult, StepRequest } from '../../src/sessions/timeline/run-steps';
import type { SessionServices } from '../../src/sessions/session-services';

interface PendingStep {
  request: StepRequest;
  resolve: (result: StepRunResult) => void;
  reject: (reason: unknown) => void;
}

const BATCH_SIZE = 500;

/**
 * Runs steps that fall due together in one transaction. When a batch fails, each of its steps is
 * retried alone, so that one broken session does not block the others.
 */
export class StepBatcher {
  private queue: PendingStep[] = [];
  private readonly results = new Map<string, Promise<StepRunResult>>();
  private running: Promise<void> | undefined;

  constructor(private readonly services: SessionServices) {}

  /** A step that is queued or running is not queued again: timer and healer may both request it. */
  run(request: StepRequest): Promise<StepRunResult> {
    const key = `${request.sessionId} ${request.generation} ${request.step}`;
    const known = this.results.get(key);
    if (known) return known;
    const result = this.enqueue(request).finally(() => this.results.delete(key));
    this.results.set(key, result);
    return result;
  }

  private enqueue(request: StepRequest): Promise<StepRunResult> {
    return new Promise((resolve, reject) => {
      this.queue.push({ request, resolve, reject });
      this.running ??= this.drain();
    });
  }

  async waitUntilIdle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, BATCH_SIZE);
      await this.runBatch(batch).catch(async (error: unknown) => {
        if (batch.length === 1) return batch[0]?.reject(error);
        for (const one of batch) await this.runBatch([one]).catch(one.reject);
      });
    }
    this.running = undefined;
  }

  private async runBatch(batch: PendingStep[]): Promise<void> {
    const results = await runSteps(
      this.services,
      batch.map(({ request }) => request),
    );
    for (const [index, { request, resolve }] of batch.entries()) {
      const result = results[index] ?? { settled: true };
      if (!result.settled) await reportFailedStep(this.services, request, result.code);
      resolve(result);
    }
  }
}
