import type { z } from 'zod';
import { ticketResponse } from '../../../src/api/sockets/issue-ticket';
import { supportFrameSchema } from '../../../src/api/support/support-frames';
import { EventSource } from 'undici';
import { SupportClient, connectSupportClient } from '../../support/clients/support-client';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { signInOnWeb } from '../../support/clients/web-session';

type SupportFrame = z.infer<typeof supportFrameSchema>;

let system: TestSystem;
let fixture: SupportFixture;
let customer: TestUser;
let admin: TestUser;
let id: number;
beforeAll(async () => {
  system = await startSystem({ env: { SOCKET_HEARTBEAT: 'PT1S' } });
  fixture = new SupportFixture(system);
});
beforeEach(async () => {
  ({ customer, admin } = await fixture.createUsers());
  id = (await fixture.openRoom(customer)).id;
});
afterAll(() => system.stop());

async function metric(name: string): Promise<number> {
  const text = await system.metrics();
  return Number(new RegExp(`^ruang_diri_${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

/** Opens a browser-compatible EventSource with a single-use ticket. */
async function openEventSource(
  user: TestUser,
): Promise<{ source: EventSource; received: SupportFrame[] }> {
  const call = { as: user, body: {}, reply: ticketResponse };
  const { ticket } = (await system.call('POST', '/api/chat/sse-ticket', call)).body.data;
  const source = new EventSource(`${system.url}/api/chat/sse?roomId=${id}&ticket=${ticket}`);
  const received: SupportFrame[] = [];
  source.onmessage = ({ data }) =>
    received.push(supportFrameSchema.parse(JSON.parse(String(data))));
  await waitFor('the connection', () => received.some(({ type }) => type === 'connected'));
  return { source, received };
}

describe('the support stream', () => {
  it('support-01 connects customer and admin in real time by server-sent events', async () => {
    const [customerStream, adminStream] = [
      await connectSupportClient(system, customer, id),
      await connectSupportClient(system, admin, id),
    ];
    await fixture.sendMessage(customer, id, 'Saya butuh bantuan');
    await adminStream.waitForEvent('message');
    await fixture.sendMessage(admin, id, 'Tentu');
    await waitFor('both streams', () =>
      [customerStream, adminStream].every(({ texts }) => texts.length === 2),
    );
    expect([customerStream.texts, adminStream.texts]).toEqual(
      Array(2).fill(['Saya butuh bantuan', 'Tentu']) as string[][],
    );
    await Promise.all([customerStream.close(), adminStream.close()]);
  });

  it('support-03 sends customers new messages of their room only, immediately', async () => {
    const customerStream = await connectSupportClient(system, customer, id);
    const stranger = await fixture.openRoom(await system.addUser('client'));
    await fixture.sendMessage(admin, stranger.id, 'untuk orang lain');
    const sent = await fixture.sendMessage(admin, id, 'untuk Anda');
    expect(await customerStream.waitForEvent('message')).toEqual(sent);
    expect(customerStream.texts).toEqual(['untuk Anda']);
    await customerStream.close();
  });

  it('support-12 sends an admin without a room every new message and status', async () => {
    const all = await connectSupportClient(system, admin);
    await fixture.sendMessage(customer, id, 'Halo lagi');
    const update = await all.waitForEvent('room', (room) => room.lastMessage === 'Halo lagi');
    expect(update).toMatchObject({ id, userId: Number(customer.id), unreadCount: 2 });
    await fixture.manage(admin, id, { status: 'RESOLVED' });
    await all.waitForEvent('room', (room) => room.id === id && room.status === 'RESOLVED');
    const newRoom = await fixture.openRoom(await system.addUser('client'), 'baru');
    await all.waitForEvent('room', (room) => room.id === newRoom.id);
    await all.close();
    const refused = await SupportClient.open(system.url, undefined, { as: customer });
    expect(refused.status).toBe(400);
  });

  it('support-47 is served at GET /api/chat/sse?roomId={id}', async () => {
    const response = await fetch(`${system.url}/api/chat/sse?roomId=${id}`, {
      headers: { authorization: `Bearer ${customer.token}` },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toContain('no-store');
    await response.body?.cancel();
    const head = await system.call('HEAD', `/api/chat/sse?roomId=${id}`, { as: customer });
    expect(head.status).toBe(200);
    await waitFor('no stream', async () => (await metric('event_streams_open')) === 0);
  });

  it('support-48 authenticates by a token, a cookie or a single-use ticket (C-31)', async () => {
    expect((await SupportClient.open(system.url, id, {})).status).toBe(401);
    const { readHeaders: reading } = await signInOnWeb(system, customer);
    const path = `/api/chat/sse?roomId=${id}`;
    expect((await system.call('GET', path, { headers: reading })).status).toBe(200);
    const call = { as: customer, body: {}, reply: ticketResponse };
    const { ticket } = (await system.call('POST', '/api/chat/sse-ticket', call)).body.data;
    const first = await SupportClient.open(system.url, id, { more: `&ticket=${ticket}` });
    expect(first.status).toBe(200);
    const second = await SupportClient.open(system.url, id, { more: `&ticket=${ticket}` });
    expect(second.status).toBe(401);
    await first.close();
  });

  it('support-61 confirms a connection first', async () => {
    const customerStream = await connectSupportClient(system, customer, id);
    const data = { roomId: id, userId: Number(customer.id), lastSeq: 1 };
    expect(customerStream.frames[0]).toEqual({ type: 'connected', data });
    await customerStream.close();
  });

  it('support-62 sends a new message as data.type and data.data', async () => {
    const customerStream = await connectSupportClient(system, customer, id);
    const sent = await fixture.sendMessage(admin, id, 'Halo');
    await customerStream.waitForEvent('message');
    expect(customerStream.frames[1]).toEqual({ type: 'message', data: sent });
    await customerStream.close();
  });

  it('support-63 sends typing as data.data.isTyping, to the other side only (C-51)', async () => {
    const [customerStream, adminStream] = [
      await connectSupportClient(system, customer, id),
      await connectSupportClient(system, admin, id),
    ];
    for (const [typist, other] of [
      [customer, adminStream],
      [admin, customerStream],
    ] as const) {
      await fixture.call(typist, 'POST', `/rooms/${id}/typing`, { isTyping: true });
      const typing = await other.waitForEvent('typing');
      expect(typing).toMatchObject({ roomId: id, userId: Number(typist.id), isTyping: true });
    }
    expect([
      customerStream.eventsOf('typing').length,
      adminStream.eventsOf('typing').length,
    ]).toEqual([1, 1]);
    await fixture.sendMessage(admin, id, 'selesai');
    await customerStream.waitForEvent('typing', ({ isTyping }) => isTyping === false);
    await Promise.all([customerStream.close(), adminStream.close()]);
  });

  it('support-64 sends every frame as an unnamed event {type, data}', async () => {
    const { source, received } = await openEventSource(customer);
    await fixture.call(admin, 'POST', `/rooms/${id}/typing`, { isTyping: true });
    await fixture.sendMessage(admin, id, 'Halo');
    await fixture.room(admin, id);
    await fixture.manage(admin, id, { status: 'RESOLVED' });
    const kinds = ['connected', 'typing', 'message', 'read', 'status'];
    await waitFor('every kind of event', () =>
      kinds.every((kind) => received.some((one) => one.type === kind)),
    );
    for (const frame of received) expect(Object.keys(frame)).toEqual(['type', 'data']);
    source.close();
  });

  it('support-90 shows a customer updates immediately', async () => {
    const { source, received } = await openEventSource(customer);
    await fixture.sendMessage(admin, id, 'Kami periksa');
    await fixture.manage(admin, id, { status: 'RESOLVED' });
    await waitFor('the status', () => received.find(({ type }) => type === 'status'));
    expect(received.slice(1)).toMatchObject([
      { type: 'message', data: { message: 'Kami periksa' } },
      { type: 'status', data: { status: 'RESOLVED' } },
    ]);
    source.close();
  });

  it('support-94 shows an admin updates immediately', async () => {
    const { source, received } = await openEventSource(admin);
    await fixture.sendMessage(customer, id, 'Masih rusak');
    await fixture.call(customer, 'POST', `/rooms/${id}/read`, {});
    await waitFor('the message', () => received.find(({ type }) => type === 'message'));
    expect(received[1]?.data).toMatchObject({ message: 'Masih rusak' });
    source.close();
  });

  it('support-95 shows the same conversation in two browsers', async () => {
    const [customerStream, adminStream] = [
      await openEventSource(customer),
      await openEventSource(admin),
    ];
    for (let n = 0; n < 10; n += 1)
      await fixture.sendMessage(n % 2 ? admin : customer, id, `m${n}`);
    const texts = (received: SupportFrame[]): string[] =>
      received.flatMap((frame) => (frame.type === 'message' ? [frame.data.message] : []));
    await waitFor('all messages', () =>
      [customerStream, adminStream].every(({ received }) => texts(received).length === 10),
    );
    expect(texts(customerStream.received)).toEqual(Array.from({ length: 10 }, (_, n) => `m${n}`));
    expect(texts(adminStream.received)).toEqual(texts(customerStream.received));
    customerStream.source.close();
    adminStream.source.close();
  });

  it('support-96 ends typing when it is not repeated', async () => {
    const adminStream = await connectSupportClient(system, admin, id);
    await fixture.call(customer, 'POST', `/rooms/${id}/typing`, { isTyping: true });
    const began = await adminStream.waitForEvent('typing');
    const ended = await adminStream.waitForEvent('typing', ({ isTyping }) => isTyping === false);
    const lasted = Date.parse(ended.timestamp) - Date.parse(began.timestamp);
    expect(lasted).toBeGreaterThan(5_000);
    await adminStream.close();
  });

  it('support-97 counts open streams in the metrics', async () => {
    const before = await metric('event_streams_open');
    const streams = [
      await connectSupportClient(system, customer, id),
      await connectSupportClient(system, admin, id),
      await connectSupportClient(system, admin),
    ];
    expect(await metric('event_streams_open')).toBe(before + 3);
    await Promise.all(streams.map((stream) => stream.close()));
    await waitFor(
      'the streams to be closed',
      async () => (await metric('event_streams_open')) === before,
    );
    expect(await metric('event_streams_opened_total')).toBeGreaterThanOrEqual(3);
  });

  it('support-100 releases streams that were cut or whose sign-in ended', async () => {
    const open = await connectSupportClient(system, customer, id);
    const subscribers = () => system.context.feed.counts().subscribers;
    const before = subscribers();
    const interrupted = await connectSupportClient(system, admin, id);
    expect(subscribers()).toBe(before + 1);
    await interrupted.close();
    await waitFor('the subscriber to be removed', () => subscribers() === before);
    const signIn = await signInOnWeb(system, customer);
    const path = `/api/chat/sse?roomId=${id}`;
    const response = await fetch(system.url + path, { headers: signIn.readHeaders });
    await system.call('DELETE', '/api/v1/auth/session', { headers: signIn.writeHeaders });
    const text = await response.text();
    expect(text).toMatch(/"type":"error".*"statusCode":401/);
    expect(open.isClosed).toBe(false);
    await waitFor('a heartbeat', () => open.comments.length > 0);
    await open.close();
    await waitFor('the other stream to be closed', () => subscribers() === before - 1);
  });

  it('C-31 resumes after a broken connection without gaps or duplicates', async () => {
    const first = await connectSupportClient(system, customer, id);
    await fixture.sendMessage(admin, id, 'satu');
    await first.waitForEvent('message');
    await first.close();
    await fixture.sendMessage(admin, id, 'dua');
    await fixture.room(admin, id);
    await fixture.manage(admin, id, { status: 'RESOLVED' });
    await fixture.sendMessage(customer, id, 'tiga');
    const lastEventId = first.lastEventId ?? '';
    const resumed = await SupportClient.open(system.url, id, { as: customer, lastEventId });
    await waitFor(
      'the missed messages',
      () => resumed.texts.length === 2 && resumed.eventsOf('status').length > 0,
    );
    expect(resumed.texts).toEqual(['dua', 'tiga']);
    expect(resumed.eventsOf('read')).toHaveLength(1);
    await resumed.close();
    const query = { as: customer, more: `&lastEventId=${resumed.lastEventId}` };
    const reopened = await SupportClient.open(system.url, id, query);
    await fixture.sendMessage(admin, id, 'empat');
    await reopened.waitForEvent('message');
    expect(reopened.frames.map(({ type }) => type as string)).toEqual(['connected', 'message']);
    await reopened.close();
    const rejected = await SupportClient.open(system.url, id, { as: customer, lastEventId: 'x' });
    expect(rejected.status).toBe(400);
  });
});
