import type { RealtimeChannel } from 'ably';
import type { BaseRealtime } from 'ably/modular';
import type { SessionToken } from '../../api/api-types';
import { connectAbly } from './ably-client';
import type { FetchToken, AblyToken } from './ably-client';

/** A token for the channels of one room. */
export type ChatToken = AblyToken & Pick<SessionToken, 'channelName' | 'typingChannelName'>;

/** Who wants to know what is said on a room's channels. */
export interface TransportHandlers {
  /** A message of the chat channel, by its event name. */
  onEvent(name: string, data: unknown): void;
  onTyping(data: unknown): void;
  /** The ids of the people whose room is open somewhere. */
  onPresence(people: ReadonlySet<string>): void;
  onLiveChange(isLive: boolean): void;
  /** Something may have been missed: ask for it. */
  onGap(): void;
}

/** The Ably connection of one room: its chat and typing channels and its presence. */
export class AblyChannels {
  private client: BaseRealtime | undefined;
  private chat: RealtimeChannel | undefined;
  private typing: RealtimeChannel | undefined;
  private token: ChatToken | undefined;
  private isClosed = false;

  constructor(
    private readonly fetchToken: FetchToken<ChatToken>,
    private readonly handlers: TransportHandlers,
  ) {}

  /** Rejects when there is no token to be had, or no SDK. */
  async open(): Promise<void> {
    const client = await connectAbly(this.fetchToken, (token) => {
      this.token = token;
    });
    if (this.isClosed || !this.token) return client.close();
    this.client = client;
    this.subscribe(client, this.token);
  }

  /** The room opened: only a token made since then may say and hear who types. */
  async allowTyping(): Promise<void> {
    if (!this.client || this.isClosed) return;
    if (!this.canSubscribeToTyping()) await this.client.auth.authorize();
    if (this.canSubscribeToTyping()) this.subscribeToTyping(this.client);
  }

  /** False when it cannot be said this way now. */
  async publishTyping(typing: { userId: string; isTyping: boolean }): Promise<boolean> {
    if (this.client?.connection.state !== 'connected' || !this.typing) return false;
    if (!this.typingCapabilities().includes('publish')) return false;
    const timestamp = new Date().toISOString();
    await this.typing.publish({
      name: 'typing',
      data: { ...typing, timestamp },
      extras: { ephemeral: true },
    });
    return true;
  }

  /** The device woke up or has a network again: do not wait for the next attempt. */
  reconnect(): void {
    const state = this.client?.connection.state;
    if (state && state !== 'connected' && state !== 'connecting') this.client?.connect();
  }

  close(): void {
    this.isClosed = true;
    this.client?.close();
    this.handlers.onLiveChange(false);
  }

  private subscribe(client: BaseRealtime, token: ChatToken): void {
    const chat = client.channels.get(token.channelName);
    this.chat = chat;
    client.connection.on(() => this.reportLive());
    chat.on(() => this.reportLive());
    chat.on(['attached', 'update'], () => this.handlers.onGap());
    ignoreRejection(chat.subscribe(({ name, data }) => this.handlers.onEvent(name ?? '', data)));
    ignoreRejection(chat.presence.subscribe(() => this.reportPresence(chat)));
    ignoreRejection(chat.presence.enter());
    if (this.canSubscribeToTyping()) this.subscribeToTyping(client);
  }

  private subscribeToTyping(client: BaseRealtime): void {
    if (this.typing || !this.token) return;
    this.typing = client.channels.get(this.token.typingChannelName);
    ignoreRejection(this.typing.subscribe('typing', ({ data }) => this.handlers.onTyping(data)));
  }

  private canSubscribeToTyping(): boolean {
    return this.typingCapabilities().length > 0;
  }

  /** In a session one publishes oneself; outside sessions the API says it to everybody. */
  private typingCapabilities(): readonly string[] {
    if (!this.token) return [];
    const rights = JSON.parse(this.token.token.capability) as Record<string, string[]>;
    return rights[this.token.typingChannelName] ?? [];
  }

  private reportLive(): void {
    const isLive = this.client?.connection.state === 'connected' && this.chat?.state === 'attached';
    this.handlers.onLiveChange(isLive && !this.isClosed);
    if (isLive && this.chat) this.reportPresence(this.chat);
  }

  private reportPresence(chat: RealtimeChannel): void {
    // Waits until the list is whole.
    const members = chat.presence.get();
    ignoreRejection(
      members.then((all) => this.handlers.onPresence(new Set(all.map(({ clientId }) => clientId)))),
    );
  }
}

/** The SDK repeats by itself what fails while the connection is away. */
function ignoreRejection(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
