import { parseArgs } from 'node:util';
import { verifyAudit } from '../accounts/verify-audit';
import { loadConfig } from '../config/config';
import { readEnv } from '../config/env';
import { runCommand, withDatabase } from './run-command';

const USAGE = 'Usage: npm run audit -- verify [--contains <hash that an earlier run printed>]';

/** `npm run audit -- verify`: exits with 1 when the audit log was tampered with. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { contains: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.join() !== 'verify') throw new Error(USAGE);
  const { config } = loadConfig(readEnv(), { tokens: false });
  const { contains } = values;
  const options = contains === undefined ? {} : { earlierHead: contains.toLowerCase() };
  const { entries, head, faults } = await withDatabase(config, ({ manager }) =>
    verifyAudit(manager, options),
  );
  const result = faults.length > 0 ? faults.join('\n') : `The audit log is intact`;
  process.stdout.write(`${result}\n${entries} entries, the latest with the hash ${head}\n`);
  return faults.length > 0 ? 1 : 0;
}

runCommand(main);
