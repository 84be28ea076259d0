import type { AppError } from '../../errors';

interface Waiting {
  start: () => void;
  refuse: (error: AppError) => void;
}

export interface QueueLimits {
  /** Tasks that run at once. */
  concurrency: number;
  /** Tasks that wait, all sources together. */
  maxWaiting: number;
}

/**
 * Runs tasks with bounded concurrency, sources by turns: a source with many tasks delays another by one
 * task. When the queue is full, the longest source loses its newest task.
 */
export class FairQueue {
  /** In the order of their turns. */
  private readonly sources = new Map<string, Waiting[]>();
  private running = 0;
  private waiting = 0;

  constructor(
    private readonly limits: QueueLimits,
    private readonly refusal: () => AppError,
  ) {}

  /** Rejects with the refusal when the task is displaced. */
  async run<T>(source: string, task: () => Promise<T>): Promise<T> {
    if (this.running < this.limits.concurrency) this.running += 1;
    else await this.wait(source);
    try {
      return await task();
    } finally {
      this.running -= 1;
      this.startNext();
    }
  }

  private wait(source: string): Promise<void> {
    return new Promise((start, refuse) => {
      const tasks = this.sources.get(source) ?? [];
      tasks.push({ start, refuse });
      this.sources.set(source, tasks);
      this.waiting += 1;
      if (this.waiting > this.limits.maxWaiting) this.refuseNewestOfLongest();
    });
  }

  private startNext(): void {
    const [next] = this.sources;
    if (!next) return;
    const [source, tasks] = next;
    const task = tasks.shift();
    // Its next turn comes after all others.
    this.sources.delete(source);
    if (tasks.length > 0) this.sources.set(source, tasks);
    this.waiting -= 1;
    this.running += 1;
    task?.start();
  }

  private refuseNewestOfLongest(): void {
    let longest: [string, Waiting[]] | undefined;
    for (const each of this.sources) {
      if (!longest || each[1].length > longest[1].length) longest = each;
    }
    if (!longest) return;
    const [source, tasks] = longest;
    const task = tasks.pop();
    if (tasks.length === 0) this.sources.delete(source);
    this.waiting -= 1;
    task?.refuse(this.refusal());
  }
}
