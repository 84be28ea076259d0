import { z } from 'zod';
import { wireMessageResponse } from '../../../src/api/tutoring/tutoring-schemas';
import { ticketResponse } from '../../../src/api/sockets/issue-ticket';
import WebSocket from 'ws';
import { HubClient, hubSocketUrl, connectHubClient } from '../../support/clients/hub-client';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let fixture: TutoringFixture;
let student: TestUser;
let tutor: TestUser;
let id: string;
/** Both join the conversation. */
let here: HubClient;
let there: HubClient;
beforeAll(async () => {
  system = await startSystem();
  fixture = new TutoringFixture(system);
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist', { fullName: 'Dr. Jane Smith' });
  id = await fixture.createDirect(tutor, student);
  here = await connectHubClient(system, student);
  there = await connectHubClient(system, tutor);
  for (const client of [here, there]) await client.join(id);
});
afterEach(async () => {
  for (const client of [here, there]) await client.close();
});
afterAll(() => system.stop());

describe('the hub', () => {
  it('tutoring-09 delivers a message immediately', async () => {
    const latencies: number[] = [];
    for (const text of ['satu', 'dua', 'tiga', 'empat', 'lima']) {
      const since = performance.now();
      here.send('send_message', { conversationId: id, type: 'text', content: { text } });
      await there.waitForEvent('message_received', ({ message }) => message.content.text === text);
      latencies.push(performance.now() - since);
    }
    // Far below the latency of polling every two seconds.
    expect(latencies.sort((a, b) => a - b)[2]).toBeLessThan(1_000);
  });

  it('tutoring-28 separates connections, rooms and their messages', async () => {
    const other = await system.addUser('client');
    const otherConversation = await fixture.createDirect(tutor, other);
    const third = await connectHubClient(system, other);
    await third.join(otherConversation);
    await there.join(otherConversation);
    await here.sendMessage(id, 'di sini');
    await third.sendMessage(otherConversation, 'di sana');
    await waitFor('both messages', () => there.eventsOf('message_received').length === 2);
    expect(here.textsOf(id)).toEqual(['di sini']);
    expect(here.textsOf(otherConversation)).toEqual([]);
    expect(third.textsOf(otherConversation)).toEqual(['di sana']);
    there.send('leave_conversation', { conversationId: id });
    await there.waitForEvent('conversation_left');
    await here.sendMessage(id, 'sudah pergi');
    await third.sendMessage(otherConversation, 'masih di sini');
    await waitFor('the last message', () => there.textsOf(otherConversation).length === 2);
    expect(there.textsOf(id)).toEqual(['di sini']);
    await third.close();
  });

  it('tutoring-123 is served at /ws?token=<JWT_TOKEN> and accepts a ticket or a subprotocol (C-32)', async () => {
    const call = { as: student, reply: ticketResponse };
    const { body } = await system.call('POST', '/api/v1/auth/ticket', call);
    const sockets = [
      new WebSocket(hubSocketUrl(system.url, `?token=${student.token}`)),
      new WebSocket(hubSocketUrl(system.url, `?ticket=${body.data.ticket}`)),
      new WebSocket(hubSocketUrl(system.url), ['bearer', student.token]),
    ];
    for (const socket of sockets) {
      const client = new HubClient(socket);
      await waitFor('an open socket', () => socket.readyState === WebSocket.OPEN);
      expect((await client.join(id)).conversationId).toBe(id);
      await client.close();
    }
    for (const query of ['', '?token=', '?token=abc', `?token=${student.token}x`, '?ticket=abc']) {
      const client = new HubClient(new WebSocket(hubSocketUrl(system.url, query)));
      expect((await client.waitForClose()).code).toBe(4401);
    }
  });

  it('tutoring-124 uses frames of event and data in both directions', async () => {
    const sent = await here.sendMessage(id, 'Halo');
    here.send('typing', { conversationId: id, isTyping: true });
    await there.waitForEvent('user_typing');
    there.send('mark_read', { conversationId: id, messageId: sent.id });
    await here.waitForEvent('message_status', ({ status }) => status === 'read');
    for (const frame of ['[]', 'null', '{}', '{"event":"typing"}', 'no JSON']) here.sendRaw(frame);
    await waitFor('five rejections', () => here.eventsOf('error').length === 5);
    for (const frame of [...here.frames, ...there.frames]) {
      expect(Object.keys(frame)).toEqual(['event', 'data']);
      expect(typeof frame['event']).toBe('string');
      expect(typeof frame['data']).toBe('object');
    }
  });

  it('tutoring-125 admits only members to a conversation', async () => {
    await here.sendMessage(id, 'sebelum');
    const response = await there.join(id);
    expect(response).toMatchObject({ conversationId: id, position: { seq: 1 }, unreadCount: 1 });
    const stranger = await connectHubClient(system, await system.addUser('client'));
    for (const conversationId of [id, '999999999', 'abc', 7, null]) {
      stranger.send('join_conversation', { conversationId });
    }
    await waitFor('the rejections', () => stranger.eventsOf('error').length === 5);
    expect(stranger.eventsOf('error').map(({ code }) => code)).toEqual([
      'not-your-conversation',
      'conversation-not-found',
      ...['invalid-input', 'invalid-input', 'invalid-input'],
    ]);
    await here.sendMessage(id, 'rahasia');
    await there.waitForEvent(
      'message_received',
      ({ message }) => message.content.text === 'rahasia',
    );
    expect(stranger.eventsOf('message_received')).toEqual([]);
    await stranger.close();
  });

  it('tutoring-126 stores a repeated message once and answers each time', async () => {
    const frame = {
      conversationId: id,
      type: 'text',
      content: { text: 'Hello there!' },
      clientMessageId: 'client_123',
    };
    here.send('send_message', frame);
    here.send('send_message', frame);
    await waitFor('two answers', () => here.eventsOf('message_sent').length === 2);
    const [first, second] = here.eventsOf('message_sent');
    expect(first?.message).toMatchObject({ content: { text: 'Hello there!' }, type: 'text' });
    expect(first?.clientMessageId).toBe('client_123');
    expect(second?.message.id).toBe(first?.message.id);
    expect(await fixture.messages(student, id)).toHaveLength(1);
    here.send('send_message', { ...frame, content: { text: ' ' }, clientMessageId: 'client_124' });
    const refusal = await here.waitForEvent('error');
    expect(refusal).toMatchObject({
      code: 'invalid-input',
      event: 'send_message',
      clientMessageId: 'client_124',
    });
  });

  it('tutoring-127 accepts the start and the end of typing', async () => {
    here.send('typing', { conversationId: id, isTyping: true });
    await there.waitForEvent('user_typing', ({ isTyping }) => isTyping === true);
    here.send('typing', { conversationId: id, isTyping: false });
    await there.waitForEvent('user_typing', ({ isTyping }) => isTyping === false);
    here.send('typing', { conversationId: id, isTyping: 'ja' });
    expect((await here.waitForEvent('error')).event).toBe('typing');
  });

  it('tutoring-128 marks a message as read', async () => {
    const { id: messageId } = await here.sendMessage(id, 'sudah baca?');
    there.send('mark_read', { messageId, conversationId: id });
    await here.waitForEvent('message_status', ({ status }) => status === 'read');
    const [message] = await fixture.messages(student, id);
    expect(message).toMatchObject({ status: 'read', readBy: [{ userId: tutor.id }] });
    const otherConversation = await fixture.createDirect(tutor, await system.addUser('client'));
    there.send('mark_read', { messageId, conversationId: otherConversation });
    expect(await there.waitForEvent('error')).toMatchObject({
      code: 'message-not-found',
      event: 'mark_read',
    });
  });

  it('tutoring-129 sends a new message to everyone in the conversation', async () => {
    const reconnected = await connectHubClient(system, student);
    await reconnected.join(id);
    const sent = await there.sendMessage(id, 'Hello there!');
    // Later changes are sent as message_status.
    const later = ['status', 'readBy', 'editHistory'];
    for (const client of [here, there, reconnected]) {
      const { message } = await client.waitForEvent('message_received');
      expect(message).toMatchObject({
        id: sent.id,
        conversationId: id,
        senderId: tutor.id,
        sender: { name: 'Dr. Jane Smith' },
        type: 'text',
        content: { text: 'Hello there!' },
      });
      expect(Object.keys(message).filter((key) => later.includes(key))).toEqual([]);
      expect(message.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
    await reconnected.close();
  });

  it('tutoring-130 sends the name of a typing member to the others', async () => {
    there.send('typing', { conversationId: id, isTyping: true });
    expect(await here.waitForEvent('user_typing')).toEqual({
      conversationId: id,
      userId: tutor.id,
      userName: 'Dr. Jane Smith',
      isTyping: true,
    });
    await there.sendMessage(id, 'ini dia');
    await here.waitForEvent('user_typing', ({ isTyping }) => isTyping === false);
    expect(there.eventsOf('user_typing')).toEqual([]);
  });

  it("tutoring-131 reports a message's status and readers, in groups once all have read it", async () => {
    const third = await system.addUser('psychologist');
    const group = await fixture.createGroup(tutor, [student, third]);
    const clients = await Promise.all(
      [tutor, student, third].map((one) => connectHubClient(system, one)),
    );
    const [sender, first, second] = clients as [HubClient, HubClient, HubClient];
    for (const client of clients) await client.join(group);
    const sent = await sender.sendMessage(group, 'untuk semua');
    first.send('mark_read', { messageId: sent.id, conversationId: group });
    await sender.waitForEvent('message_status', ({ readBy }) => readBy.length === 1);
    second.send('mark_read', { messageId: sent.id, conversationId: group });
    const both = await sender.waitForEvent('message_status', ({ readBy }) => readBy.length === 2);
    expect(both.readBy).toMatchObject([{ userId: student.id }, { userId: third.id }]);
    for (const client of clients) await client.close();
    const { id: messageId } = await here.sendMessage(id, 'Halo');
    const delivered = await here.waitForEvent('message_status');
    expect(delivered).toEqual({
      conversationId: id,
      messageId,
      status: 'delivered',
      readBy: [],
    });
    there.send('mark_read', { messageId, conversationId: id });
    const read = await here.waitForEvent('message_status', ({ status }) => status === 'read');
    expect(read).toEqual({
      conversationId: id,
      messageId,
      status: 'read',
      readBy: [{ userId: tutor.id, readAt: expect.stringMatching(/Z$/) }],
    });
  });
});

const receivedFrame = z.object({
  event: z.literal('message_received'),
  data: z.object({
    message: wireMessageResponse.pick({ id: true, content: true, senderId: true }),
  }),
});

describe('the hub snippets of the document', () => {
  it('tutoring-154 handle an incoming message_received with id, text and sender', async () => {
    const received: object[] = [];
    here.socket.on('message', (data) => {
      const frame: unknown = JSON.parse((data as Buffer).toString('utf8'));
      const parsed = receivedFrame.safeParse(frame);
      if (!parsed.success) return;
      const { id: messageId, content, senderId } = parsed.data.data.message;
      received.push({ messageId, text: content.text, senderId });
    });
    const { id: messageId } = await there.sendMessage(id, 'Test message');
    await waitFor('the message', () => received.length === 1);
    expect(received).toEqual([{ messageId, text: 'Test message', senderId: tutor.id }]);
  });

  it('tutoring-155 announce typing with one frame, which is delivered once', async () => {
    here.send('typing', { conversationId: id, isTyping: true });
    await here.sendMessage(id, 'selesai');
    await there.waitForEvent('message_received');
    await there.waitForEvent('user_typing', ({ isTyping }) => isTyping === false);
    expect(there.eventsOf('user_typing').map(({ isTyping }) => isTyping)).toEqual([true, false]);
  });
});
