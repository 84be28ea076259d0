import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ContentCipher } from '../../../src/content-cipher';
import { spawnManaged } from '../../../src/dev/processes/managed-process';
import { projectRoot } from '../../../src/dev/project-root';
import { ConnectedClients } from '../../support/fixtures/connected-clients';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { commandsOf, runCommands } from '../../support/servers/documented-commands';
import { startProductProcess } from '../../support/servers/product-process';

const EARLIER = randomBytes(32);
const LATER = randomBytes(32);
const laterId = new ContentCipher(LATER).currentKeyId;
const textOf = (key: Buffer): string => key.toString('base64');
const CONVERSATIONS = 4_000;
const BEFORE = ['before 0', 'before 1'];
const DURING = ['during 0', 'during 1', 'during 2'];
const AFTER = ['after 0', 'after 1'];

describe('docs/operations.md: rotate the keys', () => {
  let earlier: TestSystem;
  let system: TestSystem;
  let clients: ConnectedClients;
  const env = {
    CONTENT_MASTER_KEY: textOf(LATER),
    CONTENT_MASTER_KEYS_ACCEPTED: textOf(EARLIER),
  };

  beforeAll(async () => {
    // The product before the second step: the next key is accepted, the earlier one is current.
    earlier = await startSystem({
      worker: false,
      env: {
        CONTENT_MASTER_KEY: textOf(EARLIER),
        CONTENT_MASTER_KEYS_ACCEPTED: textOf(LATER),
      },
    });
    const cipher = new ContentCipher(EARLIER);
    await earlier.query(
      `INSERT INTO conversations (kind, state, data_key)
       SELECT 'group', 'open', key FROM unnest($1::bytea[]) AS key`,
      [Array.from({ length: CONVERSATIONS }, () => cipher.createKey().wrappedKey)],
    );
    system = await startSystem({ env: { ...env, DATABASE_URL: earlier.databaseUrl } });
    clients = await ConnectedClients.connect(system);
  }, 120_000);
  afterAll(async () => {
    await clients.close();
    await system.stop();
    await earlier.stop();
  });

  const variables = (): Record<string, string> => ({ DATABASE_URL: earlier.databaseUrl, ...env });

  async function countUnder(keyId: string): Promise<number> {
    const [row] = await system.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM conversations
       WHERE encode(substring(data_key FROM 1 FOR 8), 'hex') = $1`,
      [keyId],
    );
    return row?.count ?? 0;
  }

  /** Ends it with SIGKILL in the middle of its work. */
  async function startAndKill(): Promise<void> {
    const before = await countUnder(laterId);
    const lines: string[] = [];
    let hasEnded = false;
    const child = spawnManaged({
      command: process.execPath,
      args: [join(projectRoot, 'dist/src/commands/keys.js'), 'rotate'],
      cwd: projectRoot,
      env: { PATH: process.env['PATH'], ...variables() },
      onLine: (line) => lines.push(line),
    });
    void child.exit.then(() => (hasEnded = true));
    await waitFor(
      'the first batches',
      async () => {
        if (hasEnded) throw new Error(`It ended:\n${lines.join('\n')}`);
        return (await countUnder(laterId)) > before + 200;
      },
      60_000,
    );
    child.kill('SIGKILL');
    await child.exit;
  }

  it('wraps every key again while the product runs, also after it was stopped in the middle', async () => {
    await clients.sendAndReceive(BEFORE);
    await startAndKill();
    const done = await countUnder(laterId);
    expect(done).toBeLessThan(CONVERSATIONS);
    const [status = '', rotate = '', verify = ''] = commandsOf('Rotate the keys');
    const printed = await runCommands(status, variables());
    expect(printed).toContain(`Current master key: ${laterId}`);
    expect(printed).toMatch(new RegExp(`conversations: ${done} under ${laterId}`));
    const [output] = await Promise.all([
      runCommands(rotate, variables()),
      clients.sendAndReceive(DURING),
    ]);
    expect(output).toMatch(new RegExp(`\\d+ keys are now wrapped by ${laterId}`));
    expect(await countUnder(laterId)).toBeGreaterThan(CONVERSATIONS);
    expect(await runCommands(verify, variables())).toMatch(/ 0 cannot/);
  }, 180_000);

  it('needs the earlier key no longer, and refuses to start with it alone', async () => {
    const own = { PORT: '0', METRICS_PORT: '0' };
    const only = (key: Buffer) => ({
      ...own,
      CONTENT_MASTER_KEY: textOf(key),
      CONTENT_MASTER_KEYS_ACCEPTED: '',
    });
    await expect(startProductProcess(system, 'api', only(EARLIER))).rejects.toThrow(laterId);
    const after = await startSystem({
      worker: false,
      env: { ...only(LATER), DATABASE_URL: earlier.databaseUrl },
    });
    await after.stop();
    await clients.sendAndReceive(AFTER);
    for (const texts of Object.values(await clients.stored())) {
      expect(texts).toEqual(expect.arrayContaining([...BEFORE, ...DURING, ...AFTER]));
    }
    expect(clients.duplicates()).toEqual([]);
  }, 120_000);
});
