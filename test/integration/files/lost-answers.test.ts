import { Readable } from 'node:stream';
import type { Principal } from '../../../src/accounts/principal';
import { keepMessage } from '../../../src/conversation/keep-message';
import { postFile } from '../../../src/files/post-file';
import { FileScene } from '../../support/file-scene';
import { pdf } from '../../support/sample-files';
import { startSystem } from '../../support/system';
import type { TestSystem } from '../../support/system';

let system: TestSystem;
let scene: FileScene;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  scene = await FileScene.begin(system);
});
afterAll(() => system.stop());

/** Posts a file as the doors do; the connection is lost before or after its message is kept. */
async function post(isKept: boolean): Promise<unknown> {
  const { files } = system.context;
  const principal: Principal = scene.student;
  const place = await files.known.enterAsMember(principal, scene.conversationId, 'upload');
  const file = await files.scratch.take(Readable.from([pdf('', 50)]), { limit: 10_000 });
  const draft = { file, fileName: 'a.pdf', place };
  return postFile(files, principal, {
    ...draft,
    keep: async (words) => {
      if (isKept) await keepMessage(files, principal, { ...words, place });
      throw new Error('Connection terminated unexpectedly');
    },
  }).finally(() => files.scratch.remove(file));
}

it('a file whose message was not kept is taken back', async () => {
  await expect(post(false)).rejects.toThrow('Connection terminated');
  expect(await scene.rows()).toEqual({ blobs: 0, files: 0 });
});

it('a file whose message was kept stays, though the answer got lost', async () => {
  await expect(post(true)).rejects.toThrow('Connection terminated');
  expect(await scene.rows()).toEqual({ blobs: 1, files: 1 });
  const [row] = await system.query<{ fileId: string }>('SELECT file_id AS "fileId" FROM messages');
  const fetched = await scene.fetched(row?.fileId ?? '');
  expect(fetched.status).toBe(200);
  await fetched.arrayBuffer();
});
