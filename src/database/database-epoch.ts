import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import type { Logger } from '../logger';
import { readDatabaseEpoch } from './database-epoch-repository';

type Listener = () => void;

const TAG_LENGTH = 12;

/**
 * Notices that the database was restored or replaced by an older copy: ids, `seq` and `revision` are
 * given out again then, so what this process knows about rows may be wrong. Such a change ends all
 * connections, so the epoch is read on each new one, ahead of its first statement.
 */
export class DatabaseEpoch {
  private readonly listeners: Listener[] = [];
  private epoch: string | undefined;
  private currentTag = '';

  constructor(private readonly logger: Logger) {}

  get current(): string {
    return this.epoch ?? '';
  }

  /** For clients, which only compare it: a hash, which reveals nothing about the server. Empty: unknown. */
  get tag(): string {
    return this.currentTag;
  }

  async start(manager: EntityManager): Promise<void> {
    try {
      this.set(await readDatabaseEpoch(manager));
    } catch (error) {
      this.logger.warn(
        { err: error },
        'Database epoch unknown: restart all processes after a restore',
      );
    }
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /**
   * To be called with each new connection. One whose epoch cannot be read is closed: a server that
   * still recovers goes on with the same connections afterwards, in another epoch.
   */
  readonly connected = (client: Client): void => {
    if (this.epoch === undefined) return;
    readDatabaseEpoch(client).then(this.check, () => void client.end().catch(() => undefined));
  };

  private readonly check = (epoch: string): void => {
    if (epoch === this.epoch) return;
    this.logger.warn({ before: this.epoch, epoch }, 'Database was restored or replaced');
    this.set(epoch);
    for (const listener of this.listeners) listener();
  };

  private set(epoch: string): void {
    this.epoch = epoch;
    this.currentTag = createHash('sha256').update(epoch).digest('base64url').slice(0, TAG_LENGTH);
  }
}
