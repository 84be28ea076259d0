import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../cache-limit';
import type { Db } from '../../database/db';
import { FailureLog } from '../../failure-log';
import type { Logger } from '../../logger';
import { findLatestRevocations } from './access-revocation-repository';

/** Half of the second in which a revocation must act in every process. */
const POLL_INTERVAL_MS = 400;
/** More than a few minutes have. */
const MAX_SEEN = 100_000;

/**
 * Notices revoked access in every process by polling the database, which holds the truth: it needs no
 * message that could be lost.
 */
export class RevocationWatcher {
  private readonly listeners: ((userId: string) => void)[] = [];
  private readonly seen = new LRUCache<string, true>(limitedTo(MAX_SEEN));
  private readonly failures: FailureLog;
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    logger: Logger,
  ) {
    this.failures = new FailureLog(logger, {
      failed: 'Revocations cannot be read; cached accounts expire by themselves',
      recovered: 'Revocations are read again',
    });
  }

  /** `listener` is called for each user whose tokens were revoked, at any process. */
  onRevoked(listener: (userId: string) => void): void {
    this.listeners.push(listener);
  }

  start(): void {
    this.timer ??= setInterval(() => this.poll(), POLL_INTERVAL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.polling;
  }

  /** What this process revokes acts at once. */
  revoked(userId: string): void {
    for (const listener of this.listeners) listener(userId);
  }

  private poll(): void {
    this.polling ??= this.readRevocations()
      .then(() => this.failures.succeeded())
      .catch((error: unknown) => this.failures.failed(error))
      .finally(() => {
        this.polling = undefined;
      });
  }

  private async readRevocations(): Promise<void> {
    for (const { id, userId } of await findLatestRevocations(this.db.source.manager)) {
      if (this.seen.has(id)) continue;
      this.seen.set(id, true);
      this.revoked(userId);
    }
  }
}
