import { CareFixture } from '../../support/fixtures/care-fixture';
import { uploadForm } from '../../support/fixtures/file-fixture';
import { pdf, picture } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

it('care-74 exchanges images and documents between both members', async () => {
  const { client, psychologist } = await createCarePair(system);
  const first = { client, from: client, text: 'Halo' };
  const { conversationId } = await createCareMessage(system, first);
  const path = `/api/v1/chat/conversations/${conversationId}`;
  const statuses: number[] = [];
  for (const [name, bytes] of Object.entries({ 'usg.jpg': await picture(), 'lab.pdf': pdf() })) {
    const body = uploadForm({ name, bytes });
    statuses.push((await system.call('POST', `${path}/upload`, { as: client, body })).status);
  }
  expect(statuses).toEqual([201, 201]);
  const messages = await new CareFixture(system).messages(psychologist, Number(conversationId));
  const files = messages.flatMap(({ file }) => (file ? [file] : []));
  expect(files).toMatchObject([
    { file_name: 'usg.jpg', file_type: 'image/jpeg', scan_status: 'clean' },
    { file_name: 'lab.pdf', file_type: 'application/pdf', scan_status: 'clean' },
  ]);
  for (const { download_url: url } of files) {
    expect((await system.call('GET', url, { as: psychologist })).status).toBe(200);
  }
});
