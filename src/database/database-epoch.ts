import type { ClientBase } from 'pg';
import type { EntityManager } from 'typeorm';
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
  private epoch: string | undefined;

  constructor(private readonly logger: Logger) {}

  get current(): string {
    return this.epoch ?? '';
  }

  async start(manager: EntityManager): Promise<void> {
    try {
      this.epoch = await readDatabaseEpoch(manager);
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

  /** To be called with each new connection. */
  readonly connected = (client: ClientBase): void => {
    if (this.epoch === undefined) return;
    readDatabaseEpoch(client).then(this.check, () => undefined);
  };

  private readonly check = (epoch: string): void => {
    if (epoch === this.epoch) return;
    this.logger.warn({ before: this.epoch, epoch }, 'Database was restored or replaced');
    this.epoch = epoch;
    for (const listener of this.listeners) listener();
  };
}
