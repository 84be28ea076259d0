import { reportFailedStep } from '../src/sessions/report-failed-step';
import { runSteps } from '../src/sessions/run-steps';
import type { StepAnswer, StepRequest } from '../src/sessions/run-steps';
import type { SessionServices } from '../src/sessions/session-services';

interface Waiting {
  request: StepRequest;
  resolve: (answer: StepAnswer) => void;
  reject: (reason: unknown) => void;
}

const BATCH = 500;

/**
 * Collects the steps that fall due together and runs them in one transaction. When a batch fails
 * each of its steps is tried alone, so one bad session never holds up the others.
 */
export class StepBatcher {
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly services: SessionServices) {}

  run(request: StepRequest): Promise<StepAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.running ??= this.work();
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async work(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      await this.runBatch(batch).catch(async (error: unknown) => {
        if (batch.length === 1) return batch[0]?.reject(error);
        for (const one of batch) await this.runBatch([one]).catch(one.reject);
      });
    }
    this.running = undefined;
  }

  private async runBatch(batch: Waiting[]): Promise<void> {
    const answers = await runSteps(
      this.services,
      batch.map(({ request }) => request),
    );
    for (const [index, { request, resolve }] of batch.entries()) {
      const answer = answers[index] ?? { settled: true };
      if (!answer.settled) await reportFailedStep(this.services, request, answer.code);
      resolve(answer);
    }
  }
}
