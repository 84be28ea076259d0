import type { ChannelOptions, RealtimeChannel } from 'ably';
import type { BaseRealtime } from 'ably/modular';
import type { SessionToken } from '../../api/api-types';
import { connectAbly, ignoreRejection } from './ably-client';
import type { AblyToken, FetchToken } from './ably-client';
import { typingOf } from './channel-events';
import type { TransportHandlers } from './chat-transport';

/** A token for the channels of one conversation. */
export type ChatToken = AblyToken &
  Pick<SessionToken, 'channelName' | 'typingChannelName' | 'encryption'>;

/** One conversation's Ably connection: its chat and typing channels and its presence. */
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

  /** Rejects when the token or the SDK cannot be loaded. */
  async open(): Promise<void> {
    const client = await connectAbly(this.fetchToken, (token) => {
      this.token = token;
    });
    if (this.isClosed || !this.token) return client.close();
    this.client = client;
    this.subscribe(client, this.token);
  }

  /** Call after the conversation opened: only tokens issued since then include the typing channel. */
  async allowTyping(): Promise<void> {
    if (!this.client || this.isClosed) return;
    if (!this.canSubscribeToTyping()) await this.client.auth.authorize();
    if (this.canSubscribeToTyping()) this.subscribeToTyping(this.client);
  }

  /** Resolves with false when the token or the connection does not allow it. */
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
    const chat = client.channels.get(token.channelName, cipherOf(token.encryption?.channelKey));
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
    const { typingChannelName, encryption } = this.token;
    this.typing = client.channels.get(typingChannelName, cipherOf(encryption?.typingChannelKey));
    ignoreRejection(
      this.typing.subscribe('typing', (message) => this.handlers.onTyping(typingOf(message))),
    );
  }

  private canSubscribeToTyping(): boolean {
    return this.typingCapabilities().length > 0;
  }

  /** Sessions allow clients to publish; outside sessions only the API does. */
  private typingCapabilities(): readonly string[] {
    if (!this.token) return [];
    const capability = JSON.parse(this.token.token.capability) as Record<string, string[]>;
    return capability[this.token.typingChannelName] ?? [];
  }

  private reportLive(): void {
    const isLive = this.client?.connection.state === 'connected' && this.chat?.state === 'attached';
    this.handlers.onLiveChange(isLive && !this.isClosed);
    if (isLive && this.chat) this.reportPresence(this.chat);
  }

  private reportPresence(chat: RealtimeChannel): void {
    // `get` waits until the member list is complete.
    const members = chat.presence.get();
    ignoreRejection(
      members.then((all) => this.handlers.onPresence(new Set(all.map(({ clientId }) => clientId)))),
    );
  }
}

/** Without a key, the channel is not encrypted. */
function cipherOf(key: string | undefined): ChannelOptions {
  return key ? { cipher: { key } } : {};
}
