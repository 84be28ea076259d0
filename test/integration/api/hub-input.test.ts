import { fc, runs } from '../../support/harness/property-testing';
import WebSocket from 'ws';
import { HubClient, hubSocketUrl, connectHubClient } from '../../support/clients/hub-client';
import { anything } from '../../support/checks/hostile-frames';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let id: string;
let here: HubClient;
let there: HubClient;
beforeAll(async () => {
  system = await startSystem();
  const [student, tutor] = [await system.addUser('client'), await system.addUser('psychologist')];
  id = await new TutoringFixture(system).createDirect(tutor, student);
  here = await connectHubClient(system, student);
  there = await connectHubClient(system, tutor);
  for (const client of [here, there]) await client.join(id);
});
afterAll(async () => {
  for (const client of [here, there]) await client.close();
  await system.stop();
});

const EVENTS = [
  'join_conversation',
  'leave_conversation',
  'send_message',
  'typing',
  'mark_read',
  'set_presence',
  'ping',
];

/** Frames with any value in every field, some of them nearly valid. */
const frame = fc.record(
  {
    event: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...EVENTS) }, anything),
    data: fc.oneof(
      fc.record(
        {
          conversationId: fc.oneof(fc.constant('1'), fc.string(), anything),
          messageId: fc.oneof(fc.constant('999999999999999999'), anything),
          type: fc.oneof(fc.constant('text'), anything),
          content: fc.oneof(fc.record({ text: fc.oneof(fc.string(), anything) }), anything),
          clientMessageId: anything,
          replyTo: anything,
          isTyping: fc.oneof(fc.boolean(), anything),
          status: anything,
          after: fc.oneof(fc.record({ seq: anything, revision: anything }), anything),
        },
        { requiredKeys: [] },
      ),
      anything,
    ),
  },
  { requiredKeys: [] },
);

/** Sends frames and waits for the response to a later ping. */
async function survives(client: HubClient, frames: string[]): Promise<void> {
  for (const text of frames) client.sendRaw(text);
  const before = client.eventsOf('pong').length;
  client.send('ping', {});
  await waitFor('a pong', () => {
    if (client.closed) throw new Error(`Closed by ${frames.join('\n')}`);
    return client.eventsOf('pong').length > before;
  });
}

it('responds to every invalid frame with an error code and message, and stays open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 8 }), async (frames) => {
      await survives(
        here,
        frames.map((one) => JSON.stringify(one)),
      );
    }),
    { numRuns: runs(60) },
  );
  for (const error of here.eventsOf('error')) {
    expect(error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    expect(error.statusCode).toBeLessThan(500);
  }
  const received = [...here.frames, ...there.frames];
  expect(received.filter((one) => typeof one.event !== 'string' || one.data === undefined)).toEqual(
    [],
  );
});

it('rejects malformed frames without effect on other connections', async () => {
  // A random frame may have left the conversation.
  await here.join(id);
  const stranger = await connectHubClient(system, await system.addUser('client'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (texts) =>
      survives(stranger, texts),
    ),
    { numRuns: runs(30) },
  );
  stranger.sendRaw(Buffer.from([0, 255, 1]));
  await stranger.waitForEvent('error', ({ message }) => /as text/.test(message));
  const sent = await there.sendMessage(id, 'masih di sini');
  await here.waitForEvent('message_received', ({ message }) => message.id === sent.id);
  await stranger.close();
});

it('closes only the connection that sent an oversized frame', async () => {
  const user = await system.addUser('client');
  const huge = await connectHubClient(system, user);
  huge.sendRaw(JSON.stringify({ event: 'ping', data: { more: 'x'.repeat(70_000) } }));
  expect((await huge.waitForClose()).code).toBe(1009);
  expect(here.closed).toBeUndefined();
});

it('accepts the longest message in any JSON escaping', async () => {
  const text = '𝄞'.repeat(5_000);
  const escaped = JSON.stringify({
    event: 'send_message',
    data: { conversationId: id, type: 'text', content: { text }, clientMessageId: 'longest' },
  }).replace(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
  here.sendRaw(escaped);
  await here.waitForEvent('message_sent', ({ clientMessageId }) => clientMessageId === 'longest');
  await there.waitForEvent('message_received', ({ message }) => message.content.text === text);
});

it('limits the joined conversations of a connection', async () => {
  const tutor = await system.addUser('psychologist');
  const colleague = await system.addUser('psychologist');
  const client = await connectHubClient(system, tutor);
  const fixture = new TutoringFixture(system);
  const groups = await Promise.all(
    Array.from({ length: 101 }, () => fixture.createGroup(tutor, [colleague])),
  );
  const [first = '', ...others] = groups;
  const last = others.pop() ?? '';
  for (const group of [first, ...others]) await client.join(group);
  client.send('join_conversation', { conversationId: last });
  expect(await client.waitForEvent('error')).toMatchObject({ code: 'too-many-followed' });
  // Joining again does not count twice, and leaving frees a slot.
  await client.join(first);
  client.send('leave_conversation', { conversationId: first });
  await client.join(last);
  await client.close();
  await waitFor('no subscribers', () => system.context.feed.counts().conversations === 1);
}, 60_000);

it('sends the reason when a user signs out or is removed from the conversation', async () => {
  const fixture = new TutoringFixture(system);
  const owner = await system.addUser('psychologist');
  const removed = await system.addUser('client');
  const group = await fixture.createGroup(owner, [removed, await system.addUser('psychologist')]);
  const client = await connectHubClient(system, removed);
  await client.join(group);
  await fixture.call('DELETE', owner, `/${group}/participants/${removed.id}`);
  expect(await client.waitForEvent('conversation_left')).toEqual({ conversationId: group });
  expect((await client.waitForEvent('error')).code).toBe('not-your-conversation');
  await fixture.sendMessage(owner, group, 'tanpa dia');
  await survives(client, []);
  expect(client.textsOf(group)).not.toContain('tanpa dia');
  await client.close();
  const rejected = new HubClient(new WebSocket(hubSocketUrl(system.url, '?token=x')));
  expect(await rejected.waitForClose()).toMatchObject({
    code: 4401,
    reason: expect.stringMatching(/\w/),
  });
});
