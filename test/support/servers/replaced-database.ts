import { Client } from 'pg';
import type { TestSystem } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

/** The database of a system, which can be replaced by an older copy while everything runs. */
export class ReplacedDatabase {
  private constructor(
    private readonly admin: Client,
    private readonly name: string,
  ) {}

  static async of(system: Pick<TestSystem, 'databaseUrl'>): Promise<ReplacedDatabase> {
    const url = new URL(system.databaseUrl);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const admin = new Client({ connectionString: url.href });
    await admin.connect();
    return new ReplacedDatabase(admin, name);
  }

  async backUp(): Promise<void> {
    const { admin, name } = this;
    await this.withoutConnections(async () => {
      await admin.query(`CREATE DATABASE ${name}_copy TEMPLATE ${name}`);
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    });
  }

  async restore(): Promise<void> {
    const { admin, name } = this;
    await this.withoutConnections(async () => {
      await admin.query(`ALTER DATABASE ${name} RENAME TO ${name}_lost`);
      await admin.query(`ALTER DATABASE ${name}_copy RENAME TO ${name}`);
    });
  }

  /** To be called when the system is stopped. */
  async close(): Promise<void> {
    await this.admin.query(`DROP DATABASE IF EXISTS ${this.name}_lost WITH (FORCE)`);
    await this.admin.end();
  }

  /** Ends the product's connections; it cannot reconnect while `work` runs. */
  private async withoutConnections(work: () => Promise<void>): Promise<void> {
    const { admin, name } = this;
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await waitFor('no connections', async () => {
      const { rowCount } = await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`,
        [name],
      );
      return rowCount === 0;
    });
    await work();
  }
}
