import { FileFixture } from '../../support/fixtures/file-fixture';
import { pdf } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const bytes = pdf('', 100);
let system: TestSystem;
let fixture: FileFixture;
let fileId: string;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = await FileFixture.create(system);
  fileId = await fixture.uploadForId({ name: 'a.pdf', bytes });
});
afterAll(() => system.stop());

it.each(['bytes=5-2', 'bytes=-', 'bytes=1-2,5-6', 'pages=1-2'])(
  'ignores an invalid or unsupported range: %s',
  async (range) => {
    const fetched = await fixture.download(fileId, fixture.tutor, { range });
    expect(fetched.status).toBe(200);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);
  },
);

it('counts a GET as a download and a HEAD request not', async () => {
  const countOf = async () => (await fixture.fileInfo(fileId)).access.downloadCount;
  const before = await countOf();
  const head = await fetch(`${system.url}/api/files/${fileId}/download`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${fixture.tutor.token}` },
  });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
  expect(await countOf()).toBe(before);
  await (await fixture.download(fileId)).arrayBuffer();
  expect(await countOf()).toBe(before + 1);
});
