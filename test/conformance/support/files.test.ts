import { supportMessageResponse } from '../../../src/api/support/support-schemas';
import type { SupportMessage } from '../../../src/api/support/support-schemas';
import { uploadForm } from '../../support/fixtures/file-fixture';
import { pdf, picture } from '../../support/fixtures/sample-files';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let fixture: SupportFixture;
let customer: TestUser;
let admin: TestUser;
let path: string;
beforeAll(async () => {
  system = await startSystem();
  fixture = new SupportFixture(system);
});
beforeEach(async () => {
  ({ customer, admin } = await fixture.createUsers());
  const { id } = await fixture.openRoom(customer);
  path = `/api/chat/rooms/${id}`;
});
afterAll(() => system.stop());

function send(
  name: string,
  bytes: Buffer,
  fields: Record<string, string>,
): Promise<ApiResponse<SupportMessage>> {
  const call = { as: customer, body: uploadForm({ name, bytes, fields }) };
  return system.call('POST', `${path}/upload`, { ...call, reply: supportMessageResponse });
}

it('support-73 uploads images and files, which the team downloads', async () => {
  const image = await send('layar.png', await picture({ format: 'png' }), { messageType: 'IMAGE' });
  const file = await send('bukti.pdf', pdf(), { messageType: 'FILE', message: 'Bukti bayar' });
  expect([image.body.data.messageType, file.body.data.messageType]).toEqual(['IMAGE', 'FILE']);
  expect(file.body.data.message).toBe('Bukti bayar');
  for (const { body } of [image, file]) {
    const fetched = await system.call('GET', body.data.file?.downloadUrl ?? '', { as: admin });
    expect(fetched.status).toBe(200);
  }
});

it('support-78 accepts voice messages and rejects other audio', async () => {
  const recording = Buffer.concat([
    Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'),
    Buffer.alloc(64, 1),
  ]);
  const voice = await send('suara.webm', recording, { messageType: 'VOICE' });
  expect([voice.status, voice.body.data?.messageType]).toEqual([201, 'VOICE']);
  const fetched = await system.call('GET', voice.body.data.file?.downloadUrl ?? '', {
    as: admin,
  });
  expect(fetched.status).toBe(200);
  expect((await send('suara.webm', recording, { messageType: 'FILE' })).status).toBe(415);
  expect((await send('suara.webm', pdf(), { messageType: 'VOICE' })).status).toBe(422);
});
