import type { SupportMessage } from '../../../src/api/support/support-schemas';
import { freePort } from '../../../src/dev/processes/free-port';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { SupportClient } from '../../support/clients/support-client';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

/** A client that reconnects to any running process whenever its stream ends. */
class ReconnectingClient {
  readonly messages: SupportMessage[] = [];
  private client: SupportClient | undefined;
  private stopped = false;
  private lastEventId: string | undefined;
  private readonly running: Promise<void>;

  constructor(
    private readonly urls: string[],
    private readonly user: TestUser,
    private readonly id: number,
  ) {
    this.running = this.run();
  }

  get seqs(): number[] {
    return [...this.messages, ...(this.client?.eventsOf('message') ?? [])].map(
      (message) => message.seq,
    );
  }

  async connected(): Promise<void> {
    await waitFor('a stream', () => (this.client?.frames.length ?? 0) > 0);
  }

  async cut(): Promise<void> {
    await this.client?.close();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.cut();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let round = 0; !this.stopped; round += 1) {
      const url = this.urls[round % this.urls.length] ?? '';
      const at = this.lastEventId === undefined ? {} : { lastEventId: this.lastEventId };
      const client = await SupportClient.open(url, this.id, { as: this.user, ...at }).catch(
        () => undefined,
      );
      if (client?.status !== 200) continue;
      this.client = client;
      // It may have been stopped during the reconnect.
      if (this.stopped) await client.close();
      await waitFor('the end of the stream', () => client.isClosed, 60_000);
      this.client = undefined;
      this.messages.push(...client.eventsOf('message'));
      this.lastEventId = client.lastEventId;
    }
  }
}

describe('two API processes', () => {
  let system: TestSystem;
  let fixture: SupportFixture;
  let processes: ProductProcess[];
  let urls: string[];
  beforeAll(async () => {
    system = await startSystem();
    fixture = new SupportFixture(system);
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

  /** Whether the server confirmed the message as stored. */
  async function send(url: string, as: TestUser, { id, n }: { id: number; n: number }) {
    const response = await fetch(`${url}/api/chat/rooms/${id}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${as.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: `pesan ${n}`, clientMessageId: `m-${n}` }),
    }).catch(() => undefined);
    return response?.status === 201;
  }

  it('deliver the same events in one order while streams drop and one process is killed', async () => {
    const { customer, admin } = await fixture.createUsers();
    const { id } = await fixture.openRoom(customer, 'pertama');
    const readers = [
      new ReconnectingClient(urls, customer, id),
      new ReconnectingClient([...urls].reverse(), admin, id),
      new ReconnectingClient([...urls, system.url], customer, id),
      new ReconnectingClient([system.url], admin, id),
    ];
    for (const reader of readers) await reader.connected();
    const all = 200;
    let answered = 0;
    const sendOne = async (n: number): Promise<void> => {
      let tries = n;
      await waitFor(`a response to ${n}`, () => {
        const targets = [...urls, system.url];
        tries += 1;
        const url = targets[tries % targets.length] ?? '';
        return send(url, n % 2 ? admin : customer, { id, n });
      });
      answered += 1;
      if (answered % 40 === 0) await readers[answered % readers.length]?.cut();
      if (answered === 100) await processes[0]?.kill();
    };
    const numbers = Array.from({ length: all }, (_, n) => n);
    const senders = Array.from({ length: 8 }, async () => {
      for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) await sendOne(n);
    });
    await Promise.all(senders);
    for (const [index, reader] of readers.entries()) {
      await waitFor(
        `every message at reader ${index}`,
        () => reader.seqs.at(-1) === all + 1,
        30_000,
      );
    }
    const expected = Array.from({ length: all }, (_, n) => n + 2);
    for (const reader of readers) expect(reader.seqs).toEqual(expected);
    for (const reader of readers) await reader.stop();
    const transcript = (messages: SupportMessage[]): string =>
      JSON.stringify(messages.map((message) => [message.id, message.message]));
    const listed: SupportMessage[] = [];
    for (let page = 3; page >= 1; page -= 1) {
      listed.push(...(await fixture.room(customer, id, `?limit=100&page=${page}`)).messages);
    }
    for (const reader of readers) {
      expect(transcript(reader.messages)).toBe(transcript(listed.slice(1)));
    }
  }, 90_000);
});
