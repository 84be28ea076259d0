import WebSocket from 'ws';
import { CareClient, careSocketUrl } from '../clients/care-client';
import { createDirectClient } from '../clients/direct-client';
import type { DirectClient } from '../clients/direct-client';
import type { AblyRecorder } from './ably-recorder';
import { SupportClient } from '../clients/support-client';
import type { TestUser } from '../harness/test-system';
import type { ReceivedMessage } from '../../../src/api/direct/direct-schemas';
import { waitFor } from '../harness/wait-for';

/** A message's id and text, the same in every contract. */
export type TranscriptEntry = [id: number, text: string];

/** Records a conversation's messages in order of arrival. */
export interface TranscriptRecorder {
  readonly entries: TranscriptEntry[];
  stop(): void;
}

/** By the care WebSocket; reconnects with the last received `seq`. */
export class CareTranscript implements TranscriptRecorder {
  readonly entries: TranscriptEntry[] = [];
  private seq = 0;
  private socket: WebSocket | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly user: TestUser,
    private readonly id: number,
  ) {
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.socket?.close();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const query = `?token=${this.user.token}&after_seq=${this.seq}`;
      const client = new CareClient(new WebSocket(careSocketUrl(this.url, this.id, query)));
      this.socket = client.socket;
      client.socket.on('message', () => this.record(client));
      await new Promise((resolve) => client.socket.once('close', resolve));
    }
  }

  private record(client: CareClient): void {
    if (client.frames.at(-1)?.['type'] !== 'new_message') return;
    const { message } = client.framesOf('new_message').at(-1) ?? {};
    if (!message) return;
    this.seq = message.seq;
    this.entries.push([message.id, message.message_text]);
  }
}

/** By the support stream; reconnects with the last event id, as browsers do. */
export class SupportTranscript implements TranscriptRecorder {
  readonly entries: TranscriptEntry[] = [];
  private client: SupportClient | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly user: TestUser,
    private readonly roomId: number,
  ) {
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    void this.client?.close();
  }

  private async run(): Promise<void> {
    let lastEventId: string | undefined;
    while (!this.stopped) {
      const options = { as: this.user, ...(lastEventId === undefined ? {} : { lastEventId }) };
      const client = await SupportClient.open(this.url, this.roomId, options).catch(
        () => undefined,
      );
      if (!client) continue;
      this.client = client;
      await waitFor('the end of a stream', () => client.isClosed || this.stopped, 60_000);
      for (const message of client.eventsOf('message'))
        this.entries.push([message.id, message.message]);
      lastEventId = client.lastEventId;
    }
  }

  /** With the messages of the open stream. */
  get allEntries(): TranscriptEntry[] {
    const open = this.client?.isClosed === false ? this.client.eventsOf('message') : [];
    return [...this.entries, ...open.map((one): TranscriptEntry => [one.id, one.message])];
  }
}

/** By Socket.IO; the library reconnects and the server sends missed messages. */
export class DirectTranscript implements TranscriptRecorder {
  readonly entries: TranscriptEntry[] = [];
  readonly client: DirectClient;

  constructor(url: string, user: TestUser) {
    this.client = createDirectClient(url, { token: user.token }, { transports: ['websocket'] });
    for (const name of ['receive_message', 'message_sent']) {
      this.client.socket.on(name, ({ id, content }: ReceivedMessage) => {
        this.entries.push([id, content]);
      });
    }
  }

  stop(): void {
    this.client.disconnect();
  }
}

/** By Ably; duplicates are dropped and messages sorted by `seq`, as clients do. */
export class AblyTranscript implements TranscriptRecorder {
  constructor(private readonly recorder: AblyRecorder) {}

  get entries(): TranscriptEntry[] {
    const messages = this.recorder.named('message').map(({ data }) => data);
    const bySeq = new Map(messages.map(({ seq, id, content }) => [Number(seq), { id, content }]));
    return [...bySeq]
      .sort(([a], [b]) => a - b)
      .map(([, { id, content }]): TranscriptEntry => [Number(id), String(content)]);
  }

  stop(): void {
    this.recorder.client.close();
  }
}
