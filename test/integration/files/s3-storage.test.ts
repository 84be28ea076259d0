import { DUE_AT_ONCE, eraseConversation } from '../../support/fixtures/erase-by-two';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { S3Server } from '../../support/servers/s3-server';
import { pdf, pdfObject, picture } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const PDF_TITLE = pdfObject('<< /Title (kelapamuda) >>');

let bucket: S3Server;
let system: TestSystem;
let fixture: FileFixture;
beforeAll(async () => {
  bucket = await S3Server.start();
  system = await startSystem({ env: { ...bucket.env, ...DUE_AT_ONCE } });
  fixture = await FileFixture.create(system);
});
afterAll(async () => {
  await system.stop();
  await bucket.stop();
});

describe('files in a bucket', () => {
  it('are stored encrypted only there and served whole and in ranges', async () => {
    const bytes = pdf(PDF_TITLE, 200_000);
    const fileId = await fixture.uploadForId({ name: 'bab-tiga.pdf', bytes });
    const [object, ...others] = await bucket.objects();
    expect(others).toEqual([]);
    expect(object?.length).toBeGreaterThan(bytes.length);
    expect(object?.includes('kelapamuda')).toBe(false);
    expect(await fixture.filesOnDisk()).toEqual({ scratch: [], stored: [] });
    const complete = await fixture.download(fileId);
    expect(Buffer.from(await complete.arrayBuffer()).equals(bytes)).toBe(true);
    const range = await fixture.download(fileId, fixture.tutor, { range: 'bytes=65530-131080' });
    expect(range.status).toBe(206);
    expect(Buffer.from(await range.arrayBuffer()).equals(bytes.subarray(65_530, 131_081))).toBe(
      true,
    );
  });

  it('are rejected while the bucket is down, leave nothing partial, and are accepted later', async () => {
    const before = await fixture.rowCounts();
    await bucket.kill();
    const file = { name: 'nanti.pdf', bytes: pdf('', 5_000) };
    const refused = await fixture.upload(file);
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect((await fixture.filesOnDisk()).scratch).toEqual([]);
    expect((await fixture.rowCounts()).files).toBe(before.files);
    await bucket.listen();
    const fileId = await fixture.uploadForId(file);
    expect((await fixture.download(fileId)).status).toBe(200);
  });

  it('are removed with their thumbnails when the conversation is erased', async () => {
    const other = await FileFixture.create(system);
    const before = (await bucket.objects()).length;
    await other.uploadForId({ name: 'papan.jpg', bytes: await picture() });
    expect((await bucket.objects()).length).toBe(before + 4);
    const erased = await eraseConversation(system, other.conversationId);
    expect(erased.status).toBe(200);
    await waitFor('an emptier bucket', async () => (await bucket.objects()).length === before);
  });
});
