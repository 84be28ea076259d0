import { randomUUID } from 'node:crypto';
import * as Ably from 'ably';
import type { TestSystem } from '../harness/test-system';
import type { JsonObject } from '../clients/typed-data';
import { waitFor } from '../harness/wait-for';

/** A received message with its Ably id. */
export interface RecordedMessage {
  channel: string;
  id: string;
  name: string;
  data: JsonObject;
}

/** Records whole channels with the application key, through the unmodified Ably SDK. */
export class ChannelRecorder {
  readonly messages: RecordedMessage[] = [];

  private constructor(private readonly client: Ably.Realtime) {}

  /** `rewind` ("2m") includes messages published that long before. */
  static async open(
    system: TestSystem,
    channels: string[],
    params: { rewind?: string } = {},
  ): Promise<ChannelRecorder> {
    const client = new Ably.Realtime({
      key: system.env['ABLY_API_KEY'] ?? '',
      endpoint: '127.0.0.1',
      port: system.ably.port,
      tls: false,
      disableConnectivityCheck: true,
      disconnectedRetryTimeout: 200,
      suspendedRetryTimeout: 200,
      logLevel: 0,
    });
    system.closeAtEnd(client);
    const recorder = new ChannelRecorder(client);
    await Promise.all(
      channels.map((channel) =>
        client.channels.get(channel, { params }).subscribe(({ id = '', name = '', data }) => {
          if (!name.startsWith('mark-'))
            recorder.messages.push({ channel, id, name, data: data as JsonObject });
        }),
      ),
    );
    return recorder;
  }

  /** Waits until every message published so far has been received, by publishing a marker. */
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

  /** Ids of messages received more than once. */
  duplicates(): string[] {
    const ids = this.messages.map(({ channel, id }) => `${channel} ${id}`);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
  }

  /** The server's history of a channel, oldest first. */
  async history(channel: string): Promise<RecordedMessage[]> {
    const page = await this.client.channels
      .get(channel)
      .history({ direction: 'forwards', limit: 1_000 });
    return page.items.map(({ id = '', name = '', data }) => {
      return { channel, id, name, data: data as JsonObject };
    });
  }

  /** Waits until the connection and all channels are established. */
  async waitUntilAttached(): Promise<void> {
    await waitFor('an attached recorder', () => {
      const channels = Object.values(this.client.channels.all);
      const attached = channels.every((channel) => channel.state === 'attached');
      return this.client.connection.state === 'connected' && attached;
    });
  }

  async close(): Promise<void> {
    this.client.close();
    await waitFor('a closed connection', () =>
      ['closed', 'failed'].includes(this.client.connection.state),
    );
  }
}
