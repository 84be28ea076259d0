import { EventSource } from 'undici';
import { SupportClient, supportClient } from '../../support/support-client';
import { SupportScene } from '../../support/support-scene';
import { startSystem } from '../../support/system';
import type { TestPerson, TestSystem, Wire } from '../../support/system';
import { waitFor } from '../../support/wait-for';
import { webSignIn } from '../../support/web-sign-in';

let system: TestSystem;
let scene: SupportScene;
let customer: TestPerson;
let admin: TestPerson;
let id: number;
beforeAll(async () => {
  system = await startSystem({ env: { SOCKET_HEARTBEAT: 'PT1S' } });
  scene = new SupportScene(system);
});
beforeEach(async () => {
  ({ customer, admin } = await scene.people());
  id = (await scene.begin(customer)).id;
});
afterAll(() => system.stop());

async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${system.url}/metrics`)).text();
  return Number(new RegExp(`^ruang_diri_${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

/** A browser's own client of streams, which lets a one-time ticket in. */
async function browserOf(person: TestPerson): Promise<{ source: EventSource; heard: Wire[] }> {
  const { ticket } = (await scene.call(person, 'POST', '/sse-ticket', {})).body.data;
  const source = new EventSource(`${system.url}/api/chat/sse?roomId=${id}&ticket=${ticket}`);
  const heard: Wire[] = [];
  source.onmessage = ({ data }) => heard.push(JSON.parse(String(data)));
  await waitFor('the connection', () => heard.some(({ type }) => type === 'connected'));
  return { source, heard };
}

describe('the stream', () => {
  it('support-01 lets customer and admin talk as it happens, over server-sent events', async () => {
    const [hers, theirs] = [
      await supportClient(system, customer, id),
      await supportClient(system, admin, id),
    ];
    await scene.say(customer, id, 'Saya butuh bantuan');
    await theirs.hear('message');
    await scene.say(admin, id, 'Tentu');
    await waitFor('both', () => [hers, theirs].every(({ texts }) => texts.length === 2));
    expect([hers.texts, theirs.texts]).toEqual(
      Array(2).fill(['Saya butuh bantuan', 'Tentu']) as string[][],
    );
    await Promise.all([hers.leave(), theirs.leave()]);
  });

  it('support-03 brings customers new messages as they are sent, of their room alone', async () => {
    const hers = await supportClient(system, customer, id);
    const stranger = await scene.begin(await system.addPerson('client'));
    await scene.say(admin, stranger.id, 'untuk orang lain');
    const sent = await scene.say(admin, id, 'untuk Anda');
    expect(await hers.hear('message')).toEqual(sent);
    expect(hers.texts).toEqual(['untuk Anda']);
    await hers.leave();
  });

  it('support-06 shows a customer that an admin types, until they stop', async () => {
    const hers = await supportClient(system, customer, id);
    await scene.call(admin, 'POST', `/rooms/${id}/typing`, { isTyping: true });
    await hers.hear('typing', ({ isTyping }) => isTyping === true);
    await scene.say(admin, id, 'selesai');
    await hers.hear('typing', ({ isTyping }) => isTyping === false);
    expect(hers.of('typing')).toHaveLength(2);
    await hers.leave();
  });

  it('support-12 tells an admin who names no room of every new message and status', async () => {
    const all = await supportClient(system, admin);
    await scene.say(customer, id, 'Halo lagi');
    const told = await all.hear('room', (room) => room.lastMessage === 'Halo lagi');
    expect(told).toMatchObject({ id, userId: Number(customer.id), unreadCount: 2 });
    await scene.manage(admin, id, { status: 'RESOLVED' });
    await all.hear('room', (room) => room.id === id && room.status === 'RESOLVED');
    const made = await scene.begin(await system.addPerson('client'), 'baru');
    await all.hear('room', (room) => room.id === made.id);
    await all.leave();
    const refused = await SupportClient.open(system.url, undefined, { as: customer });
    expect(refused.status).toBe(400);
  });

  it('support-47 is at GET /api/chat/sse?roomId={id}', async () => {
    const response = await fetch(`${system.url}/api/chat/sse?roomId=${id}`, {
      headers: { authorization: `Bearer ${customer.token}` },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toContain('no-store');
    await response.body?.cancel();
    const head = await system.call('HEAD', `/api/chat/sse?roomId=${id}`, { as: customer });
    expect(head.status).toBe(200);
    await waitFor('no stream', async () => (await figure('event_streams_open')) === 0);
  });

  it('support-48 asks who it is: a token, a cookie, or a ticket that is good once (C-31)', async () => {
    expect((await SupportClient.open(system.url, id, {})).status).toBe(401);
    const { reading } = await webSignIn(system, customer);
    const path = `/api/chat/sse?roomId=${id}`;
    expect((await system.call('GET', path, { headers: reading })).status).toBe(200);
    const { ticket } = (await scene.call(customer, 'POST', '/sse-ticket', {})).body.data;
    const first = await SupportClient.open(system.url, id, { more: `&ticket=${ticket}` });
    expect(first.status).toBe(200);
    const second = await SupportClient.open(system.url, id, { more: `&ticket=${ticket}` });
    expect(second.status).toBe(401);
    await first.leave();
  });

  it('support-61 confirms a connection before anything else', async () => {
    const hers = await supportClient(system, customer, id);
    const data = { roomId: id, userId: Number(customer.id), lastSeq: 1 };
    expect(hers.frames[0]).toEqual({ type: 'connected', data });
    await hers.leave();
  });

  it('support-62 sends a new message as data.type and data.data', async () => {
    const hers = await supportClient(system, customer, id);
    const sent = await scene.say(admin, id, 'Halo');
    await hers.hear('message');
    expect(hers.frames[1]).toEqual({ type: 'message', data: sent });
    await hers.leave();
  });

  it('support-63 sends typing as data.data.isTyping, to the other side alone (C-51)', async () => {
    const [hers, theirs] = [
      await supportClient(system, customer, id),
      await supportClient(system, admin, id),
    ];
    for (const [typist, other] of [
      [customer, theirs],
      [admin, hers],
    ] as const) {
      await scene.call(typist, 'POST', `/rooms/${id}/typing`, { isTyping: true });
      const typing = await other.hear('typing');
      expect(typing).toMatchObject({ roomId: id, userId: Number(typist.id), isTyping: true });
    }
    expect([hers.of('typing').length, theirs.of('typing').length]).toEqual([1, 1]);
    await Promise.all([hers.leave(), theirs.leave()]);
  });

  it('support-64 sends every frame as an unnamed event {type, data}', async () => {
    const { source, heard } = await browserOf(customer);
    await scene.call(admin, 'POST', `/rooms/${id}/typing`, { isTyping: true });
    await scene.say(admin, id, 'Halo');
    await scene.room(admin, id);
    await scene.manage(admin, id, { status: 'RESOLVED' });
    const kinds = ['connected', 'typing', 'message', 'read', 'status'];
    await waitFor('all kinds', () => kinds.every((kind) => heard.some((one) => one.type === kind)));
    for (const frame of heard) expect(Object.keys(frame)).toEqual(['type', 'data']);
    source.close();
  });

  it('support-90 shows a customer updates as they happen', async () => {
    const { source, heard } = await browserOf(customer);
    await scene.say(admin, id, 'Kami periksa');
    await scene.manage(admin, id, { status: 'RESOLVED' });
    await waitFor('the status', () => heard.find(({ type }) => type === 'status'));
    const last = heard.slice(1).map(({ type, data }) => [type, data.message ?? data.status]);
    expect(last).toEqual([
      ['message', 'Kami periksa'],
      ['status', 'RESOLVED'],
    ]);
    source.close();
  });

  it('support-94 shows an admin updates as they happen', async () => {
    const { source, heard } = await browserOf(admin);
    await scene.say(customer, id, 'Masih rusak');
    await scene.call(customer, 'POST', `/rooms/${id}/read`, {});
    await waitFor('the message', () => heard.find(({ type }) => type === 'message'));
    expect(heard[1].data.message).toBe('Masih rusak');
    source.close();
  });

  it('support-95 shows a conversation in two browsers, the same in both', async () => {
    const [hers, theirs] = [await browserOf(customer), await browserOf(admin)];
    for (let n = 0; n < 10; n += 1) await scene.say(n % 2 ? admin : customer, id, `m${n}`);
    const texts = (heard: Wire[]): string[] =>
      heard.filter(({ type }) => type === 'message').map(({ data }) => data.message as string);
    await waitFor('all', () => [hers, theirs].every(({ heard }) => texts(heard).length === 10));
    expect(texts(hers.heard)).toEqual(Array.from({ length: 10 }, (_, n) => `m${n}`));
    expect(texts(theirs.heard)).toEqual(texts(hers.heard));
    hers.source.close();
    theirs.source.close();
  });

  it('support-96 lets typing lapse when nothing more is said of it', async () => {
    const theirs = await supportClient(system, admin, id);
    await scene.call(customer, 'POST', `/rooms/${id}/typing`, { isTyping: true });
    const began = await theirs.hear('typing');
    const ended = await theirs.hear('typing', ({ isTyping }) => isTyping === false);
    const lasted = Date.parse(ended.timestamp) - Date.parse(began.timestamp);
    expect(lasted).toBeGreaterThan(5_000);
    await theirs.leave();
  });

  it('support-97 counts the streams that are open, for monitors', async () => {
    const before = await figure('event_streams_open');
    const streams = [
      await supportClient(system, customer, id),
      await supportClient(system, admin, id),
      await supportClient(system, admin),
    ];
    expect(await figure('event_streams_open')).toBe(before + 3);
    await Promise.all(streams.map((stream) => stream.leave()));
    await waitFor('them to be gone', async () => (await figure('event_streams_open')) === before);
    expect(await figure('event_streams_opened_total')).toBeGreaterThanOrEqual(3);
  });

  it('support-100 cleans up after a stream that was cut, and after those shut out', async () => {
    const stays = await supportClient(system, customer, id);
    const readers = () => system.context.feed.counts().readers;
    const before = readers();
    const cut = await supportClient(system, admin, id);
    expect(readers()).toBe(before + 1);
    await cut.leave();
    await waitFor('the reader to be gone', () => readers() === before);
    const signIn = await webSignIn(system, customer);
    const path = `/api/chat/sse?roomId=${id}`;
    const response = await fetch(system.url + path, { headers: signIn.reading });
    await system.call('DELETE', '/api/v1/auth/session', { headers: signIn.changing });
    const text = await response.text();
    expect(text).toMatch(/"type":"error".*"statusCode":401/);
    expect(stays.isOver).toBe(false);
    await waitFor('a sign of life', () => stays.comments.length > 0);
    await stays.leave();
    await waitFor('nobody to be left', () => readers() === before - 1);
  });

  it('C-31 goes on where a line broke: nothing missed, nothing twice', async () => {
    const first = await supportClient(system, customer, id);
    await scene.say(admin, id, 'satu');
    await first.hear('message');
    await first.leave();
    await scene.say(admin, id, 'dua');
    await scene.room(admin, id);
    await scene.manage(admin, id, { status: 'RESOLVED' });
    await scene.say(customer, id, 'tiga');
    const lastEventId = first.lastEventId ?? '';
    const back = await SupportClient.open(system.url, id, { as: customer, lastEventId });
    await waitFor('the rest', () => back.texts.length === 2 && back.of('status').length > 0);
    expect(back.texts).toEqual(['dua', 'tiga']);
    expect(back.of('read')).toHaveLength(1);
    await back.leave();
    const query = { as: customer, more: `&lastEventId=${back.lastEventId}` };
    const again = await SupportClient.open(system.url, id, query);
    await scene.say(admin, id, 'empat');
    await again.hear('message');
    expect(again.frames.map(({ type }) => type as string)).toEqual(['connected', 'message']);
    await again.leave();
    const odd = await SupportClient.open(system.url, id, { as: customer, lastEventId: 'x' });
    expect(odd.status).toBe(400);
  });
});
