import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { loadConfig } from '../config/config';
import { readEnv } from '../config/env';
import { ContentCipher } from '../content-cipher';
import { createLogger } from '../logger';
import { selectMasterKeys } from '../master-keys/master-key-repository';
import { requireMasterKeys } from '../master-keys/require-master-keys';
import { rotateKeys } from '../master-keys/rotate-keys';
import { verifyKeys } from '../master-keys/verify-keys';
import { KEY_HOLDERS, countByMasterKey } from '../master-keys/wrapped-key-repository';
import type { KeyHolderName } from '../master-keys/wrapped-key-repository';
import { appendAudit } from '../users/audit/audit-repository';
import { currentOperator } from './operator';
import { runCommand, withDatabase } from './run-command';

const USAGE = 'Usage: npm run keys -- status | rotate | verify';
const PROGRESS_EVERY = 10_000;

interface Command {
  source: DataSource;
  cipher: ContentCipher;
  longStatementMs: number;
}

const write = (line: string): unknown => process.stdout.write(`${line}\n`);

/** Which master keys wrap how many data keys. */
async function printStatus({ source: { manager }, cipher }: Command): Promise<number> {
  const named = await selectMasterKeys(manager);
  write(`Current master key: ${cipher.currentKeyId}`);
  write(`Accepted for reading: ${cipher.keyIds.slice(1).join(', ') || 'none'}`);
  for (const { id, createdAt } of named) write(`In use since ${createdAt.toISOString()}: ${id}`);
  for (const holder of Object.keys(KEY_HOLDERS) as KeyHolderName[]) {
    for (const { masterKeyId, count } of await countByMasterKey(manager, holder)) {
      write(`${holder}: ${count} under ${masterKeyId || 'a key without a name'}`);
    }
  }
  return 0;
}

async function rotate({ source, cipher, longStatementMs }: Command): Promise<number> {
  await requireMasterKeys(source.manager, cipher);
  const reason = `To the master key ${cipher.currentKeyId}`;
  const entry = { actor: currentOperator(), reason, at: new Date() };
  await appendAudit(source.manager, { ...entry, action: 'keys.rotate' });
  let printedAt = 0;
  const { rewrapped, unreadable, locked } = await rotateKeys({
    db: { source, longStatementMs, committed: () => undefined },
    cipher,
    onProgress: (done) => {
      if (done - printedAt < PROGRESS_EVERY) return;
      printedAt = done;
      write(`${done} keys`);
    },
  });
  const logger = createLogger('keys', 'info');
  const event = { security: 'keys-rotated', masterKeyId: cipher.currentKeyId };
  logger.info({ ...event, rewrapped, unreadable: unreadable.length, locked }, 'Keys rotated');
  write(`${rewrapped} keys are now wrapped by ${cipher.currentKeyId}`);
  if (locked > 0) write(`${locked} keys stayed locked by other transactions: run it again`);
  if (unreadable.length === 0) return locked > 0 ? 1 : 0;
  write(
    `${unreadable.length} keys could not be unwrapped and stay as they are: name their master key in ` +
      'CONTENT_MASTER_KEYS_ACCEPTED and run it again; `npm run keys -- verify` lists them',
  );
  return 1;
}

async function verify({ source, cipher }: Command): Promise<number> {
  const { readable, unreadable, faults } = await verifyKeys(source.manager, cipher);
  for (const fault of faults) write(fault);
  write(`${readable} keys can be unwrapped, ${unreadable} cannot`);
  return unreadable > 0 ? 1 : 0;
}

const COMMANDS = { status: printStatus, rotate, verify };

/** `npm run keys -- status | rotate | verify`: exits with 1 when keys are left that cannot be read. */
async function main(): Promise<number> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const name = positionals.join(' ');
  if (!Object.hasOwn(COMMANDS, name)) throw new Error(USAGE);
  const { config, secrets } = loadConfig(readEnv());
  const command = COMMANDS[name as keyof typeof COMMANDS];
  const cipher = new ContentCipher(secrets.contentMasterKey, {
    accepted: secrets.acceptedMasterKeys,
  });
  const longStatementMs = config.deadlines.database.longStatement;
  return withDatabase(config, (source) => command({ source, cipher, longStatementMs }));
}

runCommand(main);
