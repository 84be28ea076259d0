import WebSocket from 'ws';
import { CareClient, careSocketUrl } from '../clients/care-client';
import { createDirectClient } from '../clients/direct-client';
import type { DirectClient } from '../clients/direct-client';
import type { AblyRecorder } from './ably-recorder';
import { SupportClient } from '../clients/support-client';
import type { TestUser, Wire } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

/** A message as any client has it: its id and its words. */
export type TranscriptEntry = [id: number, text: string];

/** Somebody who follows a conversation in their own way and keeps what they are told, as it comes. */
export interface TranscriptRecorder {
  readonly entries: TranscriptEntry[];
  stop(): void;
}

/** At the socket of care; comes back by itself and says where it was. */
export class CareTranscript implements TranscriptRecorder {
  readonly entries: TranscriptEntry[] = [];
  private seq = 0;
  private socket: WebSocket | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly person: TestUser,
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
      const query = `?token=${this.person.token}&after_seq=${this.seq}`;
      const client = new CareClient(new WebSocket(careSocketUrl(this.url, this.id, query)));
      this.socket = client.socket;
      client.socket.on('message', () => this.take(client.frames.at(-1)));
      await new Promise((resolve) => client.socket.once('close', resolve));
    }
  }

  private take({ type, message }: Wire): void {
    if (type !== 'new_message') return;
    this.seq = message.seq;
    this.entries.push([message.id, message.message_text]);
  }
}

/** At a stream of support; comes back with the id of the last event, as browsers do. */
export class SupportTranscript implements TranscriptRecorder {
  readonly entries: TranscriptEntry[] = [];
  private client: SupportClient | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly person: TestUser,
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
      const wish = { as: this.person, ...(lastEventId === undefined ? {} : { lastEventId }) };
      const client = await SupportClient.open(this.url, this.roomId, wish).catch(() => undefined);
      if (!client) continue;
      this.client = client;
      await waitFor(
        'the end of a stream',
        () => client.isClosed || this.stopped || undefined,
        60_000,
      );
      for (const message of client.eventsOf('message'))
        this.entries.push([message.id, message.message]);
      lastEventId = client.lastEventId;
    }
  }

  /** Also of the line that is open. */
  get allEntries(): TranscriptEntry[] {
    const open = this.client?.isClosed === false ? this.client.eventsOf('message') : [];
    return [...this.entries, ...open.map((one): TranscriptEntry => [one.id, one.message])];
  }
}

/** At Socket.IO: the library comes back by itself, and is told the rest. */
export class DirectTranscript implements TranscriptRecorder {
  readonly entries: TranscriptEntry[] = [];
  readonly client: DirectClient;

  constructor(url: string, person: TestUser) {
    this.client = createDirectClient(url, { token: person.token }, { transports: ['websocket'] });
    for (const name of ['receive_message', 'message_sent']) {
      this.client.socket.on(name, (data: Wire) => this.entries.push([data.id, data.content]));
    }
  }

  stop(): void {
    this.client.disconnect();
  }
}

/** At Ably: what comes twice or late is put in its place by its seq, and gaps are filled by REST. */
export class AblyTranscript implements TranscriptRecorder {
  constructor(private readonly listener: AblyRecorder) {}

  get entries(): TranscriptEntry[] {
    const messages = this.listener.named('message').map(({ data }) => data);
    const bySeq = new Map(messages.map((one) => [one.seq as number, one]));
    return [...bySeq.keys()]
      .sort((a, b) => a - b)
      .map((seq) => bySeq.get(seq))
      .map((one): TranscriptEntry => [Number(one.id), one.content]);
  }

  stop(): void {
    this.listener.client.close();
  }
}
