import type { Db } from '../../src/database/db';
import type { Logger } from '../../src/logger';
import type { PushPort } from '../../src/delivery/push/push-port';
import {
  deleteExpiredSubscription,
  purgeSettledDeliveries,
  postponeDelivery,
  settleDelivery,
  claimDueDeliveries,
} from '../../src/delivery/push/push-repository';
import type { DueDelivery } from '../../src/delivery/push/push-repository';

const POLL_INTERVAL_MS = 1_000;
const PURGE_INTERVAL_MS = 60_000;
const BATCH_SIZE = 50;
const MAX_ATTEMPTS = 6;
const RETRY_BASE_S = 2;

interface PushSenderDeps {
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
  private sending: Promise<void> | undefined;
  private isWakeUpPending = false;
  private stopped = false;
  private purgedAt = Date.now();

  constructor(private readonly deps: PushSenderDeps) {}

  start(): void {
    this.timer = setInterval(this.wakeUp, POLL_INTERVAL_MS);
  }

  /** Look now: something was noted. */
  readonly wakeUp = (): void => {
    this.isWakeUpPending = true;
    this.sending ??= this.run().finally(() => {
      this.sending = undefined;
    });
  };

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.sending;
  }

  private async run(): Promise<void> {
    try {
      while (this.isWakeUpPending && !this.stopped) {
        this.isWakeUpPending = false;
        await this.sendDue();
      }
      await this.purge();
    } catch (error) {
      if (!this.stopped) this.deps.logger.warn({ err: error }, 'Pushes must wait');
    }
  }

  private async sendDue(): Promise<void> {
    const due = await claimDueDeliveries(this.deps.db.source.manager, BATCH_SIZE);
    if (due.length === BATCH_SIZE) this.isWakeUpPending = true;
    // One that fails is taken again after its half minute, and holds up none of the others.
    const sent = await Promise.allSettled(due.map((delivery) => this.send(delivery)));
    for (const one of sent) {
      if (one.status === 'rejected')
        this.deps.logger.warn({ err: one.reason as unknown }, 'A push must wait');
    }
  }

  private async send(delivery: DueDelivery): Promise<void> {
    const { port, db, logger } = this.deps;
    const { manager } = db.source;
    const answer = await port.send(delivery);
    if (answer.outcome === 'gone') {
      await deleteExpiredSubscription(manager, delivery.subscriptionId);
    } else if (answer.outcome === 'later' && delivery.attempts < MAX_ATTEMPTS) {
      const wait = answer.afterSeconds ?? RETRY_BASE_S * 2 ** (delivery.attempts - 1);
      await postponeDelivery(manager, delivery, wait);
    } else {
      if (answer.outcome !== 'taken') logger.warn({ ...answer }, 'A push was given up');
      await settleDelivery(manager, delivery);
    }
  }

  private async purge(): Promise<void> {
    if (Date.now() - this.purgedAt < PURGE_INTERVAL_MS) return;
    this.purgedAt = Date.now();
    await purgeSettledDeliveries(this.deps.db.source.manager);
  }
}
