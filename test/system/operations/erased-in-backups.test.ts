import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createDataSource } from '../../../ormconfig';
import { requireMasterKeys } from '../../../src/master-keys/require-master-keys';
import { verifyKeys } from '../../../src/master-keys/verify-keys';
import { messageResponse } from '../../../src/api/web/conversation-schemas';
import { ContentCipher } from '../../../src/content-cipher';
import { dumpDatabase } from '../../support/checks/stored-data';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { DUE_AT_ONCE, eraseConversation } from '../../support/fixtures/erase-by-two';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { pdfOf } from '../../support/fixtures/sample-files';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import {
  commandsOf,
  describeWithOperatorTools,
  runCommands,
} from '../../support/servers/documented-commands';
import { DATABASE, startOperatedSystem } from '../../support/servers/operated-system';
import type { OperatedSystem } from '../../support/servers/operated-system';
import { startProductProcess } from '../../support/servers/product-process';

const EARLIER = randomBytes(32);
const LATER = randomBytes(32);
const earlierId = new ContentCipher(EARLIER).currentKeyId;
const textOf = (key: Buffer): string => key.toString('base64');
const ERASED = 'What the client wanted to be erased';
const LIVING = 'What stays';
const FILE = pdfOf(20_000);

/** The product in the middle of a rotation: both keys are given, the later one is current. */
const BOTH = {
  CONTENT_MASTER_KEY: textOf(LATER),
  CONTENT_MASTER_KEYS_ACCEPTED: textOf(EARLIER),
};
/** After it: the earlier key is destroyed. */
const LATER_ALONE = { CONTENT_MASTER_KEY: textOf(LATER), CONTENT_MASTER_KEYS_ACCEPTED: '' };

describeWithOperatorTools('docs/operations.md: erased content in backups', () => {
  const directory = temporaryDirectory();
  let operated: OperatedSystem;
  let client: TestUser;
  let psychologist: TestUser;
  let files: FileFixture;
  let [erased, unrepeated, living, fileId] = ['', '', '', ''];

  const [copy = '', repeat = '', swap = ''] = commandsOf('Restore');
  const restoredUrl = (): string => operated.postgres.url('ruang_diri_restored');
  const variables = (): Record<string, string> => ({
    ...BOTH,
    DATABASE,
    DATABASE_URL: operated.postgres.url(DATABASE),
    ADMIN_URL: operated.postgres.url('postgres'),
    BACKUP: join(directory, 'backup'),
    FILES_DIR: operated.system.env['FILES_DIR'] ?? '',
  });

  async function send(to: TestUser, message: string): Promise<string> {
    const sent = await operated.system.call('POST', '/api/v1/conversations', {
      ...{ as: client, body: { toId: to.id, message }, reply: messageResponse },
    });
    return sent.body.data.conversationId;
  }

  beforeAll(async () => {
    operated = await startOperatedSystem(directory, {
      ...DUE_AT_ONCE,
      RETENTION_SWEEP: 'PT1S',
      CONTENT_MASTER_KEY: textOf(EARLIER),
    });
    const { system } = operated;
    [client, psychologist] = [await system.addUser('client'), await system.addUser('psychologist')];
    files = await FileFixture.create(system);
    fileId = await files.uploadForId({ name: 'rencana.pdf', bytes: FILE });
    erased = await send(psychologist, ERASED);
    unrepeated = await send(await system.addUser('psychologist'), 'Halo');
    living = await send(await system.addUser('psychologist'), LIVING);
    const team: [TestUser, TestUser] = [await system.addUser('team'), await system.addUser('team')];
    await runCommands(commandsOf('Back up')[0] ?? '', variables());
    for (const id of [erased, files.conversationId]) {
      expect((await eraseConversation(system, id, team)).status).toBe(200);
    }
    // By team members whom the backup does not know.
    expect((await eraseConversation(system, unrepeated)).status).toBe(200);
    await runCommands(copy, variables());
  }, 120_000);
  afterAll(() => operated.stop());

  async function inRestored<T>(
    env: Record<string, string>,
    work: (system: TestSystem) => Promise<T>,
  ): Promise<T> {
    const { FILES_DIR = '' } = operated.system.env;
    const system = await startSystem({
      worker: false,
      env: { ...env, DATABASE_URL: restoredUrl(), FILES_DIR },
    });
    try {
      return await work(system);
    } finally {
      await system.stop();
    }
  }

  const textsOf = async (system: TestSystem, id: string): Promise<string> =>
    (await system.call('GET', `/api/v1/conversations/${id}/messages`, { as: client })).text;

  it('is all there until its epoch ends: a restore loses nothing', async () => {
    await inRestored({ CONTENT_MASTER_KEY: textOf(EARLIER) }, async (system) => {
      expect(await textsOf(system, erased)).toContain(ERASED);
      expect(await textsOf(system, living)).toContain(LIVING);
      const path = `/api/files/${fileId}/download`;
      const headers = { authorization: `Bearer ${files.tutor.token}` };
      const download = await fetch(system.url + path, { headers });
      expect(Buffer.from(await download.arrayBuffer()).equals(FILE)).toBe(true);
    });
  }, 60_000);

  it('is not readable after it: with the keys that are left nothing of the backup opens', async () => {
    const [, rotate = '', verify = ''] = commandsOf('Rotate the keys');
    await runCommands(rotate, variables());
    const noneLeft = { ...variables(), ...LATER_ALONE };
    expect(await runCommands(verify, noneLeft)).toMatch(/^[1-9]\d* keys .* 0 cannot$/m);
    const restored = await createDataSource(restoredUrl(), 1).initialize();
    try {
      const left = new ContentCipher(LATER);
      const { readable, unreadable } = await verifyKeys(restored.manager, left);
      expect([readable, unreadable > 3]).toEqual([0, true]);
      await expect(requireMasterKeys(restored.manager, left)).rejects.toThrow(earlierId);
      const query: TestSystem['query'] = (sql, parameters) => restored.query(sql, parameters);
      const dump = await dumpDatabase({ query });
      for (const secret of [ERASED, LIVING, 'rencana.pdf']) {
        expect(findPlaintext(secret, dump)).toEqual([]);
      }
    } finally {
      await restored.destroy();
    }
    const fault = startProductProcess(operated.system, 'api', {
      ...LATER_ALONE,
      DATABASE_URL: restoredUrl(),
      PORT: '0',
      METRICS_PORT: '0',
    });
    await expect(fault).rejects.toThrow(earlierId);
  }, 120_000);

  it('does not come back with a restore: what was erased since is erased again', async () => {
    const left = `Request the erasure of conversation ${unrepeated} again`;
    for (const count of [2, 0]) {
      await expect(runCommands(repeat, variables())).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringMatching(new RegExp(`^${count} erasures.+\\n${left}`)),
      });
    }
    // A running process without the key of the backup must not write into it.
    const own = { ...LATER_ALONE, PORT: '0', METRICS_PORT: '0' };
    const other = await startProductProcess(operated.system, 'api', own);
    const worker = await startProductProcess(operated.system, 'worker', own);
    await runCommands(swap, variables());
    for (const { exit, lines } of [other, worker]) {
      expect(await exit).toEqual({ code: 1, signal: null });
      expect(lines.join('\n')).toContain('is encrypted with a master key that is not given');
    }
    const { system } = operated;
    await waitFor('the erasures', async () => {
      const [row] = await system.query<{ left: number }>(
        'SELECT count(*)::int AS left FROM erasure_requests WHERE executed_at IS NULL',
      );
      return row?.left === 0;
    });
    expect(await textsOf(system, erased)).not.toContain(ERASED);
    expect(await textsOf(system, living)).toContain(LIVING);
    expect((await files.download(fileId)).status).toBe(404);
    const audited = await system.query(
      `SELECT conversation_id AS id FROM audit_log WHERE action = 'erasure.repeat' ORDER BY audit_log.id`,
    );
    expect(audited).toEqual([{ id: erased }, { id: files.conversationId }]);
  }, 180_000);
});
