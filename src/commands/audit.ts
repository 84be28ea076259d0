import { parseArgs } from 'node:util';
import { createDataSource } from '../../ormconfig';
import { verifyAudit } from '../accounts/verify-audit';
import { loadConfig } from '../config/config';
import { readEnv } from '../config/env';

const USAGE = 'Usage: npm run audit -- verify [--contains <hash that an earlier run printed>]';

/** `npm run audit -- verify`: exits with 1 when the audit log was tampered with. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { contains: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.join() !== 'verify') throw new Error(USAGE);
  const { config } = loadConfig(readEnv(), { tokens: false });
  if (config.databaseUrl === undefined) throw new Error('DATABASE_URL: is missing');
  const source = createDataSource(config.databaseUrl, 1, config.deadlines.database);
  await source.initialize();
  try {
    const { contains } = values;
    const options = contains === undefined ? {} : { earlierHead: contains.toLowerCase() };
    const { entries, head, faults } = await verifyAudit(source.manager, options);
    const result = faults.length > 0 ? faults.join('\n') : `The audit log is intact`;
    process.stdout.write(`${result}\n${entries} entries, the latest with the hash ${head}\n`);
    return faults.length > 0 ? 1 : 0;
  } finally {
    await source.destroy();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
