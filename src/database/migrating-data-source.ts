import { DataSource } from 'typeorm';
import { lockForMigrations } from './connection-repository';

/**
 * A data source whose migrations run in one process at a time: the others wait and then find nothing
 * to run.
 */
export class MigratingDataSource extends DataSource {
  override async runMigrations(
    ...options: Parameters<DataSource['runMigrations']>
  ): ReturnType<DataSource['runMigrations']> {
    const { url, extra } = this.options as { url: string; extra: object };
    // A connection of its own: the pool may have no second one. It ends with this process.
    const locking = new DataSource({ type: 'postgres', url, poolSize: 1, extra });
    await locking.initialize();
    const runner = locking.createQueryRunner();
    try {
      await lockForMigrations(runner.manager);
      return await super.runMigrations(...options);
    } finally {
      await runner.release();
      await locking.destroy();
    }
  }
}
