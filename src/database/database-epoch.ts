import type { EventEmitter } from 'node:events';
import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import type { Logger } from '../logger';
import { readDatabaseEpoch } from './database-epoch-repository';

type Listener = () => void;

/**
 * Notices that the database was restored or replaced by an older copy: ids, `seq` and `revision` are
 * given out again then, so what this process knows about rows may be wrong. Such a change ends all
 * connections, so the epoch is read on each new one, ahead of its first statement.
 */
export class DatabaseEpoch {
  private readonly listeners: Listener[] = [];
  private epoch = '';

  constructor(
    private readonly source: DataSource,
    private readonly logger: Logger,
  ) {}

  get current(): string {
    return this.epoch;
  }

  async start(): Promise<void> {
    try {
      this.epoch = await readDatabaseEpoch(this.source.manager);
    } catch (error) {
      this.logger.warn(
        { err: error },
        'Database epoch unknown: restart all processes after a restore',
      );
      return;
    }
    // TypeORM has no event for a new connection.
    const { master } = this.source.driver as unknown as { master: EventEmitter };
    master.on('connect', (client: ClientBase) => {
      readDatabaseEpoch(client).then(this.check, () => undefined);
    });
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  private readonly check = (epoch: string): void => {
    if (epoch === this.epoch) return;
    this.logger.warn({ before: this.epoch, epoch }, 'Database was restored or replaced');
    this.epoch = epoch;
    for (const listener of this.listeners) listener();
  };
}
