import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../ormconfig';
import { readEnv } from '../config/env';
import { createLogger } from '../logger';
import { isUnavailableAtStartup } from '../unavailable';

const RETRY_MS = 1_000;
const MAX_ATTEMPTS = 120;

const logger = createLogger('migrate', 'info');

/** In the image `migrate`: runs the migrations, and waits up to two minutes for the database. */
async function main(): Promise<void> {
  const url = readEnv()['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL: is missing');
  const source = await connect(url);
  try {
    const migrations = await source.runMigrations();
    for (const { name } of migrations) logger.info({ migration: name }, 'Migration executed');
    logger.info({ count: migrations.length }, 'The schema is up to date');
  } finally {
    await source.destroy();
  }
}

async function connect(url: string): Promise<DataSource> {
  for (let attempt = 1; ; attempt += 1) {
    const source = createDataSource(url, 1);
    try {
      return await source.initialize();
    } catch (error) {
      if (!isUnavailableAtStartup(error) || attempt === MAX_ATTEMPTS) throw error;
      logger.warn({ err: error, attempt }, 'Database unavailable; retrying');
      await pause(RETRY_MS);
    }
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    logger.fatal({ err: error }, 'Migration failed');
    process.exit(1);
  },
);
