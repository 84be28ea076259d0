import { STEPS } from '../../src/enums';

export type JobHandler = (payload: unknown) => Promise<void>;

/** What runs for each job name; a name without a handler, or with two, stops the boot. */
export class JobRegistry {
  private readonly handlers = new Map<string, JobHandler>();

  register(name: string, handler: JobHandler): this {
    if (this.handlers.has(name)) throw new Error(`Two handlers for the job "${name}"`);
    this.handlers.set(name, handler);
    return this;
  }

  getHandler(name: string): JobHandler {
    const handler = this.handlers.get(name);
    if (!handler) throw new Error(`No handler for the job "${name}"`);
    return handler;
  }

  requireAll(names: readonly string[] = STEPS): this {
    for (const name of names) this.getHandler(name);
    return this;
  }
}
