import type { CareMessage } from '../../../src/api/care/care-schemas';
import WebSocket from 'ws';
import { freePort } from '../../../src/dev/processes/free-port';
import { CareClient, careSocketUrl } from '../../support/clients/care-client';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

/** A client that reconnects to any running process whenever its socket closes. */
class ReconnectingClient {
  readonly messages: CareMessage[] = [];
  private client: CareClient | undefined;
  private stopped = false;

  constructor(
    private readonly urls: string[],
    private readonly user: TestUser,
    private readonly id: number,
  ) {
    void this.run();
  }

  get seqs(): number[] {
    return this.messages.map((message) => message.seq);
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
      const query = `?token=${this.user.token}&after_seq=${this.seqs.at(-1) ?? 0}`;
      const client = new CareClient(new WebSocket(careSocketUrl(url, this.id, query)));
      this.client = client;
      client.socket.on('message', () => {
        const frame = client.frames.at(-1);
        if (frame?.['type'] !== 'new_message') return;
        this.messages.push(
          ...client
            .framesOf('new_message')
            .slice(-1)
            .map(({ message }) => message),
        );
      });
      await new Promise((resolve) => client.socket.once('close', resolve));
    }
  }
}

describe('two API processes', () => {
  let system: TestSystem;
  let fixture: CareFixture;
  let processes: ProductProcess[];
  let urls: string[];
  beforeAll(async () => {
    system = await startSystem();
    fixture = new CareFixture(system);
    const ports = [await freePort(), await freePort()];
    urls = ports.map((port) => `http://127.0.0.1:${port}`);
    processes = await Promise.all(
      ports.map((port) => startProductProcess(system, 'api', { PORT: String(port) })),
    );
  }, 60_000);
  afterAll(async () => {
    for (const one of processes) await one.kill();
    await system.stop();
  });

  /** Retries until the message is stored; its client message id makes repeats idempotent. */
  async function send(url: string, as: TestUser, body: object): Promise<boolean> {
    const response = await fetch(`${url}/api/v1/chat/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${as.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    return response?.status === 201;
  }

  it('close sockets with 1012 on shutdown, and a client misses nothing at the other one', async () => {
    const { client, psychologist } = await fixture.createPair();
    const id = await fixture.startConversation({ client, psychologist }, 'pertama');
    const port = String(await freePort());
    const leaving = await startProductProcess(system, 'api', { PORT: port });
    const connect = (url: string, query = ''): CareClient =>
      new CareClient(new WebSocket(careSocketUrl(url, id, `?token=${client.token}${query}`)));
    const first = connect(`http://127.0.0.1:${port}`);
    const { last_seq: seq } = await first.waitForFrame('connection');
    await leaving.stop();
    expect((await first.waitForClose()).code).toBe(1012);
    for (const text of ['satu', 'dua']) await fixture.sendMessage(psychologist, text, client);
    const reconnected = connect(urls[0] ?? '', `&after_seq=${seq}`);
    await waitFor('the missed messages', () => reconnected.texts.length === 2);
    expect(reconnected.texts).toEqual(['satu', 'dua']);
    await reconnected.close();
  });

  it('deliver the same events in one order while sockets drop and one process is killed', async () => {
    const { client, psychologist } = await fixture.createPair();
    const id = await fixture.startConversation({ client, psychologist }, 'pertama');
    const participants = [client, psychologist];
    const readers = [
      new ReconnectingClient(urls, client, id),
      new ReconnectingClient([...urls].reverse(), psychologist, id),
      new ReconnectingClient([...urls, system.url], client, id),
      new ReconnectingClient([system.url], psychologist, id),
    ];
    const all = 300;
    let answered = 0;
    const sendOne = async (n: number): Promise<void> => {
      const as = participants[n % 2] ?? client;
      const body = {
        message_text: `pesan ${n}`,
        client_message_id: `m-${n}`,
        ibu_hamil_id: Number(client.id),
      };
      let tries = n;
      const again = (): Promise<boolean> => {
        const targets = [...urls, system.url];
        tries += 1;
        return send(targets[tries % targets.length] ?? '', as, body);
      };
      await waitFor(`a response to ${n}`, again);
      answered += 1;
      if (answered % 40 === 0) readers[answered % readers.length]?.cut();
      if (answered === 150) await processes[0]?.kill();
      if (answered === 150) urls.shift();
    };
    const numbers = Array.from({ length: all }, (_, n) => n);
    const senders = Array.from({ length: 8 }, async () => {
      for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) await sendOne(n);
    });
    await Promise.all(senders);
    for (const [index, reader] of readers.entries()) {
      await waitFor(
        `every message at reader ${index}`,
        () => (reader.seqs.at(-1) ?? 0) > all,
        30_000,
      );
    }
    const expected = Array.from({ length: all + 1 }, (_, n) => n + 1);
    for (const reader of readers) expect(reader.seqs).toEqual(expected);
    const transcript = (messages: CareMessage[]): string =>
      JSON.stringify(messages.map((message) => [message.id, message.message_text]));
    expect(new Set(readers.map((reader) => transcript(reader.messages))).size).toBe(1);
    const listed: CareMessage[] = [];
    for (let page = 4; page >= 1; page -= 1) {
      listed.push(...(await fixture.messages(client, id, `?limit=100&page=${page}`)));
    }
    expect(transcript(listed)).toBe(transcript(readers[0]?.messages ?? []));
    for (const reader of readers) await reader.stop();
  }, 90_000);
});
