import type { Db } from '../src/db/db';
import type { Logger } from '../src/logger';
import type { PushPort } from '../src/push/push-port';
import { forgetSubscription, purgeSettled, putOff, settle, takeDue } from '../src/push/push-store';
import type { DueDelivery } from '../src/push/push-store';

const LOOK_EVERY_MS = 1_000;
const PURGE_EVERY_MS = 60_000;
const BATCH = 50;
const TRIES = 6;
const FIRST_WAIT_S = 2;

interface Needs {
  db: Db;
  port: PushPort;
  logger: Logger;
}

/**
 * Sends what is noted in `push_deliveries`, in any number of workers: whoever takes a row has half
 * a minute to settle it. A browser that is gone is forgotten; a service that is away is asked again,
 * with growing pauses.
 */
export class PushSender {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private purgedAt = Date.now();

  constructor(private readonly needs: Needs) {}

  start(): void {
    this.timer = setInterval(this.nudge, LOOK_EVERY_MS);
  }

  /** Look now: something was noted. */
  readonly nudge = (): void => {
    this.again = true;
    this.working ??= this.work().finally(() => {
      this.working = undefined;
    });
  };

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.working;
  }

  private async work(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.sendDue();
      }
      await this.purge();
    } catch (error) {
      if (!this.stopped) this.needs.logger.warn({ err: error }, 'Pushes must wait');
    }
  }

  private async sendDue(): Promise<void> {
    const due = await takeDue(this.needs.db.source.manager, BATCH);
    if (due.length === BATCH) this.again = true;
    // One that fails is taken again after its half minute, and holds up none of the others.
    const sent = await Promise.allSettled(due.map((delivery) => this.send(delivery)));
    for (const one of sent) {
      if (one.status === 'rejected')
        this.needs.logger.warn({ err: one.reason as unknown }, 'A push must wait');
    }
  }

  private async send(delivery: DueDelivery): Promise<void> {
    const { port, db, logger } = this.needs;
    const { manager } = db.source;
    const answer = await port.send(delivery);
    if (answer.outcome === 'gone') {
      await forgetSubscription(manager, delivery.subscriptionId);
    } else if (answer.outcome === 'later' && delivery.attempts < TRIES) {
      const wait = answer.afterSeconds ?? FIRST_WAIT_S * 2 ** (delivery.attempts - 1);
      await putOff(manager, delivery, wait);
    } else {
      if (answer.outcome !== 'taken') logger.warn({ ...answer }, 'A push was given up');
      await settle(manager, delivery);
    }
  }

  private async purge(): Promise<void> {
    if (Date.now() - this.purgedAt < PURGE_EVERY_MS) return;
    this.purgedAt = Date.now();
    await purgeSettled(this.needs.db.source.manager);
  }
}
