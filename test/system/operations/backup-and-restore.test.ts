import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ConnectedClients } from '../../support/fixtures/connected-clients';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { pdfOf } from '../../support/fixtures/sample-files';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';
import {
  commandsOf,
  describeWithOperatorTools,
  runCommands,
} from '../../support/servers/documented-commands';
import {
  DATABASE,
  startInstalledPostgres,
  startOperatedSystem,
} from '../../support/servers/operated-system';
import type { OperatedSystem } from '../../support/servers/operated-system';
import type { PostgresServer } from '../../../src/dev/postgres/postgres-server';

const BEFORE = ['before 0', 'before 1', 'before 2'];
const LOST = ['lost 0', 'lost 1', 'lost 2', 'lost 3'];
const AFTER = ['after 0', 'after 1', 'after 2', 'after 3'];

describeWithOperatorTools('docs/operations.md: backup and restore', () => {
  const directory = temporaryDirectory();
  let operated: OperatedSystem;
  let restored: PostgresServer | undefined;
  let clients: ConnectedClients;
  let files: FileFixture;
  const bytes = pdfOf(30_000);
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  beforeAll(async () => {
    operated = await startOperatedSystem(directory);
    clients = await ConnectedClients.connect(operated.system);
    files = await FileFixture.create(operated.system);
  }, 120_000);
  afterAll(async () => {
    await clients.close();
    await operated.stop();
    await restored?.stop();
  });

  const variables = (): Record<string, string> => ({
    DATABASE,
    DATABASE_URL: operated.postgres.url(DATABASE),
    ADMIN_URL: operated.postgres.url('postgres'),
    BACKUP: join(directory, 'backup'),
    DATA: join(directory, 'restored'),
    FILES_DIR: operated.system.env['FILES_DIR'] ?? '',
    API_URL: operated.system.url,
  });
  const epoch = (): string => operated.system.context.epoch.current;
  const run = (commands = ''): Promise<string> => runCommands(commands, variables());

  /** After a restore: what the backup held is readable, what came later is not, new messages arrive. */
  async function expectRestored(before: string[], lost: string[], after: string[]): Promise<void> {
    for (const texts of Object.values(await clients.stored())) {
      expect(texts).toEqual(expect.arrayContaining(before));
      expect(texts.filter((text) => lost.includes(text))).toEqual([]);
    }
    await clients.sendAndReceive(after);
    for (const texts of Object.values(clients.received())) {
      expect(texts.filter((text) => after.includes(text))).toEqual(after);
    }
    for (const texts of Object.values(await clients.stored())) {
      expect(texts.slice(-after.length)).toEqual(after);
    }
    expect(clients.duplicates()).toEqual([]);
  }

  it('restores a dump under the running product', async () => {
    const { system } = operated;
    const fileId = await files.uploadForId({ name: 'rencana.pdf', bytes });
    await clients.sendAndReceive(BEFORE);
    await system.drain();
    const [backUp] = commandsOf('Back up');
    expect((await run(backUp)).trim()).toBe('1');
    await clients.sendAndReceive(LOST);
    await system.drain();
    const epochBefore = epoch();
    const [restore, repeat, swap, check] = commandsOf('Restore');
    await run(restore);
    expect(await run(repeat)).toMatch(/^0 erasures/);
    await run(swap);
    await run(check);
    await waitFor('the new epoch', () => epoch() !== epochBefore);
    await expectRestored(BEFORE, LOST, AFTER);
    const download = await files.download(fileId);
    const content = Buffer.from(await download.arrayBuffer());
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  }, 120_000);

  it('restores a copy of the data directory as a new timeline', async () => {
    const [copy, prepare, timeline] = commandsOf('Restore a copy of the data directory');
    const kept = [...AFTER, 'kept 0', 'kept 1'];
    await clients.sendAndReceive(kept.slice(-2));
    await operated.system.drain();
    const before = Number(await run(timeline));
    await run(copy);
    const lost = ['gone 0', 'gone 1', 'gone 2'];
    await clients.sendAndReceive(lost);
    await operated.system.drain();
    const epochBefore = epoch();
    await operated.postgres.stop();
    await run('cp -a "$BACKUP/data" "$DATA"');
    await run(prepare);
    // A slow archive: processes connect while the server recovers, before the timeline changes.
    await run(`echo "restore_command = 'sleep 2; false'" >> "$DATA/postgresql.auto.conf"`);
    restored = await startInstalledPostgres(variables()['DATA'] ?? '', operated.postgres.port);
    expect(Number(await run(timeline))).toBe(before + 1);
    await waitFor('the new epoch', () => epoch() !== epochBefore, 30_000);
    await expectRestored(kept, lost, ['later 0', 'later 1', 'later 2']);
  }, 120_000);
});
