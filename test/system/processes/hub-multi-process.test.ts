import { only } from '../../support/harness/only';
import WebSocket from 'ws';
import { freePort } from '../../../src/dev/processes/free-port';
import { bookSession } from '../../support/fixtures/book-session';
import { HubClient, hubSocketUrl, connectHubClient } from '../../support/clients/hub-client';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

/** A killed client must be offline within this time. */
const GONE_MS = 20_000;

/** A hub client that reconnects whenever it is disconnected and resumes from its cursor. */
class ReconnectingClient {
  readonly seqs: number[] = [];
  private client: HubClient | undefined;
  private stopped = false;

  constructor(
    private readonly urls: string[],
    private readonly user: TestUser,
    private readonly id: string,
  ) {
    void this.run();
  }

  cut(): void {
    this.client?.socket.terminate();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.client?.socket.close();
    await waitFor('the end', () => this.client?.closed);
  }

  private async run(): Promise<void> {
    for (let round = 0; !this.stopped; round += 1) {
      const url = this.urls[round % this.urls.length] ?? '';
      const address = hubSocketUrl(url, `?token=${this.user.token}`);
      const client = new HubClient(new WebSocket(address));
      this.client = client;
      client.socket.on('open', () => {
        const after = { seq: this.seqs.at(-1) ?? 0 };
        client.send('join_conversation', { conversationId: this.id, after });
      });
      client.socket.on('message', () => {
        const frame = client.frames.at(-1);
        if (frame?.['event'] !== 'message_received') return;
        this.seqs.push(
          ...client
            .eventsOf('message_received')
            .slice(-1)
            .map(({ message }) => message.seq),
        );
      });
      await new Promise((resolve) => client.socket.once('close', resolve));
    }
  }
}

describe('the hub at several processes', () => {
  let system: TestSystem;
  let fixture: TutoringFixture;
  let processes: ProductProcess[];
  let urls: string[];
  let student: TestUser;
  let tutor: TestUser;
  let id: string;
  beforeAll(async () => {
    system = await startSystem();
    fixture = new TutoringFixture(system);
    const ports = [await freePort(), await freePort()];
    urls = ports.map((port) => `http://127.0.0.1:${port}`);
    processes = await Promise.all(
      ports.map((port) => startProductProcess(system, 'api', { PORT: String(port) })),
    );
  }, 60_000);
  beforeEach(async () => {
    student = await system.addUser('client');
    tutor = await system.addUser('psychologist');
    id = await fixture.createDirect(tutor, student);
  });
  afterAll(async () => {
    for (const one of processes) await one.kill();
    await system.stop();
  });

  it('delivers messages, typing, receipts and presence across processes', async () => {
    const [one = '', other = ''] = urls;
    const here = await connectHubClient({ url: one }, student);
    await here.join(id);
    const there = await connectHubClient({ url: other }, tutor);
    await there.join(id);
    for (const client of [here, there]) {
      await client.waitForEvent('user_presence', ({ status }) => status === 'online');
    }
    here.send('typing', { conversationId: id, isTyping: true });
    await there.waitForEvent('user_typing');
    const { id: messageId } = await here.sendMessage(id, 'Halo');
    await there.waitForEvent('message_received', ({ message }) => message.id === messageId);
    there.send('mark_read', { conversationId: id, messageId });
    await here.waitForEvent('message_status', ({ status }) => status === 'read');
    for (const client of [here, there]) await client.close();
  });

  it('marks a killed or frozen client offline within 20 s', async () => {
    const here = await connectHubClient({ url: urls[0] ?? '' }, student);
    await here.join(id);
    const address = hubSocketUrl(urls[1] ?? '', `?token=${tutor.token}`);
    const silent = new HubClient(new WebSocket(address, { autoPong: false }));
    await here.waitForEvent('user_presence', ({ status }) => status === 'online');
    const since = Date.now();
    const offline = ({ status, lastSeen }: { status: string; lastSeen: string | null }): boolean =>
      status === 'offline' && lastSeen !== null;
    await here.waitForEvent('user_presence', offline, GONE_MS);
    expect(Date.now() - since).toBeLessThan(GONE_MS);
    expect((await silent.waitForClose()).code).toBe(1006);
    await here.close();
  }, 60_000);

  it('ends the typing of a disconnected client', async () => {
    const here = await connectHubClient(system, student);
    await here.join(id);
    const there = await connectHubClient(system, tutor);
    there.send('typing', { conversationId: id, isTyping: true });
    await here.waitForEvent('user_typing', ({ isTyping }) => isTyping);
    there.socket.terminate();
    await here.waitForEvent('user_typing', ({ isTyping }) => !isTyping, 5_000);
    await here.close();
  });

  it('delivers the events of sessions, their opening included', async () => {
    const fast = await startSystem({
      env: { SESSION_MIN: 'PT2S', INITIAL_MESSAGE_LEAD: 'PT1S', END_BUTTON_LEAD: 'PT1S' },
    });
    const client = await fast.addUser('client');
    const psychologist = await fast.addUser('psychologist');
    await bookSession(fast, client, { startsIn: 3_000, lasts: 60_000, psychologist });
    const session = only(await new TutoringFixture(fast).list(client));
    expect(session.type).toBe('consultation');
    const here = await connectHubClient(fast, client);
    const there = await connectHubClient(fast, psychologist);
    for (const one of [here, there]) await one.join(session.id);
    here.send('send_message', { conversationId: session.id, type: 'text', content: { text: '?' } });
    expect((await here.waitForEvent('error')).code).toBe('chat-not-enabled');
    await here.waitForEvent('conversation_updated');
    const began = performance.now();
    const sent = await here.sendMessage(session.id, 'Selamat pagi');
    await there.waitForEvent('message_received', ({ message }) => message.id === sent.id);
    // Delivered by a notification: the poll runs only every two seconds.
    expect(performance.now() - began).toBeLessThan(2_000);
    there.send('typing', { conversationId: session.id, isTyping: true });
    await here.waitForEvent('user_typing');
    for (const one of [here, there]) await one.close();
    await fast.stop();
  }, 60_000);

  it('loses and repeats nothing while connections drop and a process is killed; its users go offline', async () => {
    const [dying = '', staying = ''] = urls;
    const listeners = [
      new ReconnectingClient([dying, staying], student, id),
      new ReconnectingClient([staying, system.url], student, id),
    ];
    const watching = await connectHubClient({ url: staying }, student);
    await watching.join(id);
    const lost = await connectHubClient({ url: dying }, tutor);
    await watching.waitForEvent('user_presence', ({ status }) => status === 'online');
    const all = 120;
    let killed = 0;
    for (let n = 1; n <= all; n += 1) {
      await fixture.sendMessage(tutor, id, `pesan ${n}`);
      if (n % 25 === 0) listeners[n % 2]?.cut();
      if (n !== 60) continue;
      await processes[0]?.kill();
      killed = Date.now();
    }
    const expected = Array.from({ length: all }, (_, n) => n + 1);
    for (const listener of listeners) {
      await waitFor('all messages', () => listener.seqs.length >= all, 30_000);
      expect(listener.seqs).toEqual(expected);
    }
    expect(await lost.waitForClose()).toBeDefined();
    await watching.waitForEvent(
      'user_presence',
      ({ userId, status, lastSeen }) =>
        userId === tutor.id && status === 'offline' && lastSeen !== null,
      GONE_MS,
    );
    expect(Date.now() - killed).toBeLessThan(GONE_MS);
    for (const listener of listeners) await listener.stop();
    await watching.close();
  }, 90_000);
});
