import WebSocket from 'ws';
import { CareClient, careAddress } from './care-client';
import { openDirect } from './direct-client';
import type { DirectClient } from './direct-client';
import type { Listener } from './listener';
import { SupportClient } from './support-client';
import type { TestPerson, Wire } from './system';
import { waitFor } from './wait-for';

/** A message as any client has it: its id and its words. */
export type Said = [id: number, text: string];

/** Somebody who follows a conversation in their own way and keeps what they are told, as it comes. */
export interface TranscriptReader {
  readonly said: Said[];
  stop(): void;
}

/** At the socket of care; comes back by itself and says where it was. */
export class CareReader implements TranscriptReader {
  readonly said: Said[] = [];
  private seq = 0;
  private socket: WebSocket | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly person: TestPerson,
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
      const client = new CareClient(new WebSocket(careAddress(this.url, this.id, query)));
      this.socket = client.socket;
      client.socket.on('message', () => this.take(client.frames.at(-1)));
      await new Promise((resolve) => client.socket.once('close', resolve));
    }
  }

  private take({ type, message }: Wire): void {
    if (type !== 'new_message') return;
    this.seq = message.seq;
    this.said.push([message.id, message.message_text]);
  }
}

/** At a stream of support; comes back with the id of the last event, as browsers do. */
export class StreamReader implements TranscriptReader {
  readonly said: Said[] = [];
  private client: SupportClient | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly person: TestPerson,
    private readonly roomId: number,
  ) {
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    void this.client?.leave();
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
        () => client.isOver || this.stopped || undefined,
        60_000,
      );
      for (const message of client.of('message')) this.said.push([message.id, message.message]);
      lastEventId = client.lastEventId;
    }
  }

  /** Also of the line that is open. */
  get all(): Said[] {
    const open = this.client?.isOver === false ? this.client.of('message') : [];
    return [...this.said, ...open.map((one): Said => [one.id, one.message])];
  }
}

/** At Socket.IO: the library comes back by itself, and is told the rest. */
export class DirectReader implements TranscriptReader {
  readonly said: Said[] = [];
  readonly client: DirectClient;

  constructor(url: string, person: TestPerson) {
    this.client = openDirect(url, { token: person.token }, { transports: ['websocket'] });
    for (const name of ['receive_message', 'message_sent']) {
      this.client.socket.on(name, (data: Wire) => this.said.push([data.id, data.content]));
    }
  }

  stop(): void {
    this.client.leave();
  }
}

/** At Ably: what comes twice or late is put in its place by its seq, and gaps are filled by REST. */
export class AblyReader implements TranscriptReader {
  constructor(private readonly listener: Listener) {}

  get said(): Said[] {
    const messages = this.listener.named('message').map(({ data }) => data);
    const bySeq = new Map(messages.map((one) => [one.seq as number, one]));
    return [...bySeq.keys()]
      .sort((a, b) => a - b)
      .map((seq) => bySeq.get(seq))
      .map((one): Said => [Number(one.id), one.content]);
  }

  stop(): void {
    this.listener.client.close();
  }
}
