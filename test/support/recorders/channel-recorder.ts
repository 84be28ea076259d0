import { randomUUID } from 'node:crypto';
import * as Ably from 'ably';
import type { TestSystem, Wire } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

/** Something that was heard, with the id under which it was published. */
export interface RecordedMessage {
  channel: string;
  id: string;
  name: string;
  data: Wire;
}

/** Hears whole channels through the unmodified Ably SDK, and keeps the ids of what it hears. */
export class ChannelRecorder {
  readonly messages: RecordedMessage[] = [];

  private constructor(private readonly client: Ably.Realtime) {}

  /** `rewind`, as Ably has it ("2m"): hears also what was published so long before. */
  static async open(
    { ably, env }: TestSystem,
    channels: string[],
    params: { rewind?: string } = {},
  ): Promise<ChannelRecorder> {
    const client = new Ably.Realtime({
      key: env['ABLY_API_KEY'] ?? '',
      endpoint: '127.0.0.1',
      port: ably.port,
      tls: false,
      disableConnectivityCheck: true,
      disconnectedRetryTimeout: 200,
      suspendedRetryTimeout: 200,
      logLevel: 0,
    });
    const tap = new ChannelRecorder(client);
    await Promise.all(
      channels.map((channel) =>
        client.channels.get(channel, { params }).subscribe(({ id = '', name = '', data }) => {
          if (!name.startsWith('mark-')) tap.messages.push({ channel, id, name, data });
        }),
      ),
    );
    return tap;
  }

  /** Resolves when everything published so far has been heard: behind it comes a mark, and the mark came. */
  async flush(): Promise<void> {
    const mark = `mark-${randomUUID()}`;
    const channels = Object.values(this.client.channels.all);
    const arrivals = channels.map(
      (channel) =>
        new Promise<void>((resolve) => {
          void channel.subscribe(mark, () => resolve());
        }),
    );
    await Promise.all(channels.map((channel) => channel.publish(mark, {})));
    await Promise.all(arrivals);
  }

  /** Whatever was heard more often than once, by its id. */
  duplicates(): string[] {
    const ids = this.messages.map(({ channel, id }) => `${channel} ${id}`);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
  }

  /** What the server keeps of a channel, oldest first, whether or not it was heard here. */
  async history(channel: string): Promise<RecordedMessage[]> {
    const page = await this.client.channels
      .get(channel)
      .history({ direction: 'forwards', limit: 1_000 });
    return page.items.map(({ id = '', name = '', data }) => ({ channel, id, name, data }));
  }

  /** Resolves once it is connected and hears again. */
  async waitUntilAttached(): Promise<void> {
    await waitFor('a tap that hears', () => {
      const channels = Object.values(this.client.channels.all);
      const attached = channels.every((channel) => channel.state === 'attached');
      return this.client.connection.state === 'connected' && attached;
    });
  }

  async close(): Promise<void> {
    this.client.close();
    await waitFor('a closed tap', () =>
      ['closed', 'failed'].includes(this.client.connection.state),
    );
  }
}
