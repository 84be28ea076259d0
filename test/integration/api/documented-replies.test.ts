import { ReplyCheck } from '../../support/checks/reply-check';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';

/** The browser tests check the replies of the counseling API; these are of the other contracts. */

let system: TestSystem;
/** Records every difference between a reply and the OpenAPI document. */
let checked: TestSystem;
const issues: string[] = [];

beforeAll(async () => {
  system = await startSystem();
  const check = await ReplyCheck.load(system.url);
  const call: TestSystem['call'] = async (method, path, options) => {
    const reply = await system.call(method, path, options);
    const { status, body } = reply;
    issues.push(...check.issuesOf({ method, path: path.split('?')[0] ?? '', status, body }));
    return reply;
  };
  checked = { ...system, call };
});
afterAll(() => system.stop());

async function callAll(as: TestUser, calls: [string, string, object?][]): Promise<void> {
  for (const [method, path, body] of calls) {
    const { status } = await checked.call(method, path, { as, body });
    if (status >= 300) issues.push(`${status} of ${method} ${path}`);
  }
}

afterEach(() => expect(issues.splice(0)).toEqual([]));

it('replies of the care API match the document', async () => {
  const care = new CareFixture(checked);
  const pair = await care.createPair();
  const id = await care.startConversation(pair);
  await care.sendMessage(pair.psychologist, 'Selamat pagi', pair.client);
  const messageId = (await care.messages(pair.client, id))[0]?.id;
  const path = `/api/v1/chat/conversations/${id}`;
  await callAll(pair.client, [
    ['GET', '/api/v1/chat/conversations'],
    ['GET', path],
    ['GET', `${path}/search?q=pagi`],
    ['GET', `${path}/unread-count`],
    ['POST', `${path}/mark-read`, {}],
    ['POST', `${path}/typing`, { is_typing: true }],
    ['POST', `${path}/messages/${messageId}/reactions`, { emoji: '🙂' }],
    ['PATCH', `${path}/messages/${messageId}`, { message_text: 'Halo lagi' }],
    ['GET', `${path}/messages`],
    ['DELETE', `${path}/messages/${messageId}`],
    ['GET', `${path}/messages`],
  ]);
  await checked.call('GET', '/api/v1/chat/conversations/0', { as: pair.client });
});

it('replies of the tutoring and direct APIs match the document', async () => {
  const tutoring = new TutoringFixture(checked);
  const student = await system.addUser('client');
  const tutor = await system.addUser('psychologist');
  const id = await tutoring.createDirect(student, tutor);
  await tutoring.createGroup(tutor, [student, await system.addUser('psychologist')]);
  const { id: messageId } = await tutoring.sendMessage(student, id, 'Selamat pagi');
  const path = `/api/conversations/${id}`;
  await callAll(student, [
    ['GET', '/api/conversations'],
    ['GET', path],
    ['GET', `${path}/messages?search=pagi`],
    ['POST', `${path}/messages/${messageId}/reactions`, { emoji: '🙂' }],
    ['PATCH', `${path}/messages/${messageId}`, { content: { text: 'Halo' } }],
    ['POST', `${path}/archive`],
    ['POST', `${path}/unarchive`],
    ['POST', '/api/presence', { deviceId: 'telepon', status: 'online' }],
    ['GET', '/api/presence/me'],
    ['GET', `/api/presence?userIds=${tutor.id}`],
    ['GET', `${path}/summary`],
    ['GET', `/api/v1/conversations/${id}/changes?after=0`],
  ]);
  for (const one of await tutoring.list(student))
    await callAll(student, [['GET', `/api/conversations/${one.id}/messages`]]);
  await callAll(tutor, [
    ['GET', '/api/chats'],
    ['GET', '/api/chats/unread'],
    ['GET', `/api/chats/history/${student.id}`],
    ['PATCH', `/api/chats/${messageId}/read`],
  ]);
});

it('replies of the support API match the document', async () => {
  const support = new SupportFixture(checked);
  const { customer, admin } = await support.createUsers();
  const { id } = await support.openRoom(customer, 'Halo', { subject: 'Biaya' });
  await support.sendMessage(admin, id, 'Selamat pagi');
  await support.manage(admin, id, { priority: 'HIGH' });
  const room = `/api/chat/rooms/${id}`;
  await callAll(customer, [
    ['GET', '/api/chat/rooms'],
    ['GET', room],
    ['POST', `${room}/read`, {}],
    ['POST', `${room}/typing`, { isTyping: true }],
    ['POST', '/api/chat/sse-ticket'],
  ]);
  await callAll(admin, [
    ['GET', '/api/chat/rooms?search=biaya'],
    ['GET', '/api/chat/statistics'],
    ['POST', '/api/chat/templates', { title: 'Salam', message: 'Selamat pagi' }],
    ['GET', '/api/chat/templates'],
  ]);
  await checked.call('GET', '/api/chat/rooms/0', { as: admin });
});
