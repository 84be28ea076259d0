import { fileResponse } from '../../../src/api/shared/file-schemas';
import { pageResponse, sentResponse } from '../../../src/api/counseling/counseling-schemas';
import { uploadForm } from '../../support/fixtures/file-fixture';
import { createActiveSession } from '../../support/fixtures/active-session';
import { pdf, picture } from '../../support/fixtures/sample-files';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

it('the session API sends a file, lists it in the history and serves it to the other participant', async () => {
  const { sessionId, client, psychologist } = await createActiveSession(system);
  const fields = { sessionId, messageType: 'image', message: 'Ini fotonya' };
  const body = uploadForm({ name: 'foto.jpg', bytes: await picture(), fields });
  const path = '/api/v1/chat/messages/upload';
  const reply = sentResponse.extend({ file: fileResponse });
  const sent = await system.call('POST', path, { as: client, body, reply });
  expect([sent.status, sent.body.message]).toEqual([201, 'File uploaded successfully']);
  const { file } = sent.body.data;
  expect(sent.body.data).toMatchObject({ sessionId, messageType: 'image', message: 'Ini fotonya' });
  const history = `/api/v1/chat/history?sessionId=${sessionId}`;
  const call = { as: psychologist, reply: pageResponse };
  const listed = await system.call('GET', history, call);
  const newest = listed.body.data.data.slice(-1);
  expect(newest).toMatchObject([{ file }]);
  const fetched = await system.call('GET', file.downloadUrl, { as: psychologist });
  expect(fetched.status).toBe(200);
  const outsider = await system.addUser('psychologist');
  expect((await system.call('GET', file.downloadUrl, { as: outsider })).status).toBe(403);
  const refused = await system.call('POST', path, {
    as: outsider,
    body: uploadForm({ name: 'a.pdf', bytes: pdf(), fields: { sessionId } }),
  });
  expect(refused.status).toBe(403);
});

it('a file reopens a resolved support room like any message', async () => {
  const fixture = new SupportFixture(system);
  const { customer, admin } = await fixture.createUsers();
  const { id } = await fixture.openRoom(customer);
  await fixture.manage(admin, id, { status: 'RESOLVED' });
  const body = uploadForm({ name: 'bukti.pdf', bytes: pdf() });
  const path = `/api/chat/rooms/${id}/upload`;
  expect((await system.call('POST', path, { as: customer, body })).status).toBe(201);
  expect((await fixture.room(admin, id)).status).toBe('OPEN');
});
