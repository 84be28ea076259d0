import { Readable } from 'node:stream';
import type { Principal } from '../../../src/users/principal';
import { storeMessage } from '../../../src/chat/messages/store-message';
import { sendFile } from '../../../src/files/send-file';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { pdf } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let fixture: FileFixture;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = await FileFixture.create(system);
});
afterAll(() => system.stop());

/** Sends a file; the connection is lost before or after its message is stored. */
async function post(isStored: boolean): Promise<unknown> {
  const { files } = system.context;
  const principal: Principal = fixture.student;
  const conversation = await files.accessCache.requireMemberAccess(
    principal,
    fixture.conversationId,
    'upload',
  );
  const file = await files.scratchFolder.write(Readable.from([pdf('', 50)]), { limit: 10_000 });
  const draft = { file, fileName: 'a.pdf', conversation };
  return sendFile(files, principal, {
    ...draft,
    store: async (message) => {
      if (isStored) await storeMessage(files, principal, { ...message, place: conversation });
      throw new Error('Connection terminated unexpectedly');
    },
  }).finally(() => files.scratchFolder.remove(file));
}

it('sendFile removes a file whose message was not stored', async () => {
  await expect(post(false)).rejects.toThrow('Connection terminated');
  expect(await fixture.rowCounts()).toEqual({ blobs: 0, files: 0 });
});

it('sendFile keeps a file whose message was stored although the response was lost', async () => {
  await expect(post(true)).rejects.toThrow('Connection terminated');
  expect(await fixture.rowCounts()).toEqual({ blobs: 1, files: 1 });
  const [row] = await system.query<{ fileId: string }>('SELECT file_id AS "fileId" FROM messages');
  const fetched = await fixture.download(row?.fileId ?? '');
  expect(fetched.status).toBe(200);
  await fetched.arrayBuffer();
});
