import type { RealtimeChannel } from 'ably';
import type { BaseRealtime } from 'ably/modular';
import type { SessionToken } from '../api/api-types';
import { connectRealtime } from './realtime-client';
import type { FetchToken, IssuedToken } from './realtime-client';

/** A token for the channels of one room. */
export type RoomToken = IssuedToken & Pick<SessionToken, 'channelName' | 'typingChannelName'>;

/** Who wants to know what is said on a room's channels. */
export interface RoomListener {
  /** A message of the chat channel, by its event name. */
  heard(name: string, data: unknown): void;
  typing(data: unknown): void;
  /** The ids of the people whose room is open somewhere. */
  present(people: ReadonlySet<string>): void;
  live(isLive: boolean): void;
  /** Something may have been missed: ask for it. */
  mayHaveMissed(): void;
}

/** The Ably connection of one room: its chat and typing channels and its presence. */
export class RoomChannel {
  private client: BaseRealtime | undefined;
  private chat: RealtimeChannel | undefined;
  private typing: RealtimeChannel | undefined;
  private token: RoomToken | undefined;
  private isClosed = false;

  constructor(
    private readonly fetchToken: FetchToken<RoomToken>,
    private readonly listener: RoomListener,
  ) {}

  /** Rejects when there is no token to be had, or no SDK. */
  async open(): Promise<void> {
    const client = await connectRealtime(this.fetchToken, (token) => {
      this.token = token;
    });
    if (this.isClosed || !this.token) return client.close();
    this.client = client;
    this.listen(client, this.token);
  }

  /** The room opened: only a token made since then may say and hear who types. */
  async allowTyping(): Promise<void> {
    if (!this.client || this.isClosed) return;
    if (!this.mayHearTyping()) await this.client.auth.authorize();
    if (this.mayHearTyping()) this.listenToTyping(this.client);
  }

  /** False when it cannot be said this way now. */
  async sayTyping(typing: { userId: string; isTyping: boolean }): Promise<boolean> {
    if (this.client?.connection.state !== 'connected' || !this.typing) return false;
    if (!this.rightsToType().includes('publish')) return false;
    const timestamp = new Date().toISOString();
    await this.typing.publish({
      name: 'typing',
      data: { ...typing, timestamp },
      extras: { ephemeral: true },
    });
    return true;
  }

  /** The device woke up or has a network again: do not wait for the next attempt. */
  wake(): void {
    const state = this.client?.connection.state;
    if (state && state !== 'connected' && state !== 'connecting') this.client?.connect();
  }

  close(): void {
    this.isClosed = true;
    this.client?.close();
    this.listener.live(false);
  }

  private listen(client: BaseRealtime, token: RoomToken): void {
    const chat = client.channels.get(token.channelName);
    this.chat = chat;
    client.connection.on(() => this.tellLive());
    chat.on(() => this.tellLive());
    chat.on(['attached', 'update'], () => this.listener.mayHaveMissed());
    quietly(chat.subscribe(({ name, data }) => this.listener.heard(name ?? '', data)));
    quietly(chat.presence.subscribe(() => this.tellPresent(chat)));
    quietly(chat.presence.enter());
    if (this.mayHearTyping()) this.listenToTyping(client);
  }

  private listenToTyping(client: BaseRealtime): void {
    if (this.typing || !this.token) return;
    this.typing = client.channels.get(this.token.typingChannelName);
    quietly(this.typing.subscribe('typing', ({ data }) => this.listener.typing(data)));
  }

  private mayHearTyping(): boolean {
    return this.rightsToType().length > 0;
  }

  /** In a session one publishes oneself; outside sessions the API says it to everybody. */
  private rightsToType(): readonly string[] {
    if (!this.token) return [];
    const rights = JSON.parse(this.token.token.capability) as Record<string, string[]>;
    return rights[this.token.typingChannelName] ?? [];
  }

  private tellLive(): void {
    const isLive = this.client?.connection.state === 'connected' && this.chat?.state === 'attached';
    this.listener.live(isLive && !this.isClosed);
    if (isLive && this.chat) this.tellPresent(this.chat);
  }

  private tellPresent(chat: RealtimeChannel): void {
    // Waits until the list is whole.
    const members = chat.presence.get();
    quietly(
      members.then((all) => this.listener.present(new Set(all.map(({ clientId }) => clientId)))),
    );
  }
}

/** The SDK repeats by itself what fails while the connection is away. */
function quietly(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
