import { parseArgs } from 'node:util';
import { loadConfig } from '../config/config';
import { readEnv } from '../config/env';
import { repeatErasures } from '../retention/erasures/repeat-erasures';
import { currentOperator } from './operator';
import { runCommand, withDatabase } from './run-command';

const USAGE =
  'Usage: npm run erasures -- repeat --from <URL of the database in use before the restore>';

/**
 * `npm run erasures -- repeat`: after a restore, erases again what was erased after the backup; exits
 * with 1 when an erasure has to be requested again.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { from: { type: 'string' } },
    allowPositionals: true,
  });
  const { from } = values;
  if (positionals.join() !== 'repeat' || !from) throw new Error(USAGE);
  const { config } = loadConfig(readEnv(), { tokens: false });
  const { repeated, unrepeated } = await withDatabase({ ...config, databaseUrl: from }, (lost) =>
    withDatabase(config, (restored) =>
      repeatErasures({ lost: lost.manager, restored: restored.manager, by: currentOperator() }),
    ),
  );
  process.stdout.write(`${repeated} erasures will be executed again once a worker runs\n`);
  for (const { conversationId, userId } of unrepeated) {
    const subject = conversationId === null ? `user ${userId}` : `conversation ${conversationId}`;
    process.stdout.write(
      `Request the erasure of ${subject} again: the users who requested it are not in this database\n`,
    );
  }
  return unrepeated.length > 0 ? 1 : 0;
}

runCommand(main);
