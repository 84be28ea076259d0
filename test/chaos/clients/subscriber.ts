/** A message that a subscriber has. */
export interface ReceivedMessage {
  id: string;
  text: string;
  at: number;
  /** By its connection, and not read from the API after a break. */
  isLive: boolean;
}

export type Transport = 'ably' | 'ws' | 'sse' | 'socket.io';

/** What one subscriber of a conversation received. */
export abstract class Subscriber {
  readonly received: ReceivedMessage[] = [];
  /** Signals of a session, in order of arrival. */
  readonly signals: { status: string; at: number }[] = [];
  /** Since when it has every message; undefined: not yet. */
  liveSince: number | undefined;

  protected constructor(
    readonly transport: Transport,
    /** Of the conversation, within a run. */
    readonly conversation: string,
    readonly userId: string,
  ) {}

  /** When it left, before the end of the run. */
  leftAt: number | undefined;

  abstract close(): void;

  leave(): void {
    this.leftAt = Date.now();
    this.close();
  }

  protected becomeLive(): void {
    this.liveSince ??= Date.now();
  }

  protected receive(id: string | number, text: string): void {
    this.received.push({ id: String(id), text, at: Date.now(), isLive: true });
  }

  /** Adds what it does not have yet. */
  protected catchUp(messages: readonly { id: string | number; text: string }[]): void {
    for (const { id, text } of messages) {
      const isKnown = this.received.some((one) => one.id === String(id) && one.text === text);
      if (!isKnown) this.received.push({ id: String(id), text, at: Date.now(), isLive: false });
    }
  }
}
