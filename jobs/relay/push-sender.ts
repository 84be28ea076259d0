import type { Db } from '../../src/database/db';
import type { PushPort } from '../../src/delivery/push/push-port';
import {
  claimDueDeliveries,
  deleteExpiredSubscription,
  postponeDelivery,
  purgeSettledDeliveries,
  settleDelivery,
} from '../../src/delivery/push/push-repository';
import type { DueDelivery } from '../../src/delivery/push/push-repository';
import { FailureLog } from '../../src/failure-log';
import type { Logger } from '../../src/logger';
import type { WatchedLoop } from '../watchdog/watched-loop';

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
 * Sends queued pushes; several workers may run concurrently. Expired subscriptions are deleted;
 * unavailable push services are retried with exponential backoff.
 */
export class PushSender implements WatchedLoop {
  readonly name = 'push';
  readonly intervalMs = POLL_INTERVAL_MS;
  readonly isBackground = true;
  roundAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | undefined;
  private isWakeUpPending = false;
  private stopped = false;
  private purgedAt = Date.now();

  private readonly failures: FailureLog;

  constructor(private readonly deps: PushSenderDeps) {
    this.failures = new FailureLog(deps.logger, {
      failed: 'Sending pushes failed; retrying',
      recovered: 'Pushes are sent again',
    });
  }

  start(): void {
    this.timer = setInterval(this.wakeUp, POLL_INTERVAL_MS);
  }

  readonly wakeUp = (): void => {
    this.isWakeUpPending = true;
    this.sending ??= this.run().finally(() => {
      this.sending = undefined;
      this.roundAt = performance.now();
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
        this.roundAt = performance.now();
      }
      await this.purge();
      this.failures.succeeded();
    } catch (error) {
      if (!this.stopped) this.failures.failed(error);
    }
  }

  private async sendDue(): Promise<void> {
    const { db, logger } = this.deps;
    const due = await claimDueDeliveries(db.source.manager, BATCH_SIZE);
    if (due.length === BATCH_SIZE) this.isWakeUpPending = true;
    // A delivery that fails here is claimed again when its lease expires.
    const results = await Promise.allSettled(due.map((delivery) => this.send(delivery)));
    for (const [index, result] of results.entries()) {
      if (result.status !== 'rejected') continue;
      const eventId = due[index]?.eventId;
      logger.warn({ err: result.reason as unknown, eventId }, 'Push failed; retrying');
    }
  }

  private async send(delivery: DueDelivery): Promise<void> {
    const { port, db, logger } = this.deps;
    const { manager } = db.source;
    const { eventId, subscriptionId, attempts } = delivery;
    const result = await port.send(delivery);
    if (result.outcome === 'expired') {
      await deleteExpiredSubscription(manager, subscriptionId);
    } else if (result.outcome === 'retry' && attempts < MAX_ATTEMPTS) {
      const delayS = result.afterSeconds ?? RETRY_BASE_S * 2 ** (attempts - 1);
      await postponeDelivery(manager, delivery, delayS);
    } else {
      if (result.outcome !== 'accepted') {
        logger.warn({ ...result, eventId, subscriptionId }, 'Push abandoned');
      }
      await settleDelivery(manager, delivery);
    }
  }

  private async purge(): Promise<void> {
    if (Date.now() - this.purgedAt < PURGE_INTERVAL_MS) return;
    this.purgedAt = Date.now();
    await purgeSettledDeliveries(this.deps.db.source.manager);
  }
}
