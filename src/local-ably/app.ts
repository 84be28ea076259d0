import type { AppKey } from './auth/app-key';
import { NonceCache } from './auth/nonce-cache';
import { Revocations } from './auth/revocations';
import { NONCE_LIFETIME } from './auth/token-request';
import { Channel } from './channels/channel';
import { checkChannelName } from './channels/channel-name';
import { Retention } from './channels/retention';
import { Connections } from './connections/connections';
import type { Limits } from './limits';
import { AblyError } from './protocol/ably-error';
import { SerialClock } from './protocol/serial-clock';
import { Stats } from './stats';

/** Channels whose name begins with `id:` and what they may do beyond others. */
export interface Namespace {
  id: string;
  mutableMessages: boolean;
}

/** One isolated world: keys, channels, connections and history of their own. */
export class App {
  /** Keys by the part of their name after the app's id. */
  readonly keys = new Map<string, AppKey>();
  readonly channels = new Map<string, Channel>();
  readonly connections: Connections;
  readonly clock = new SerialClock();
  readonly nonces = new NonceCache(NONCE_LIFETIME);
  readonly revocations = new Revocations();
  /** Tokens that count as expired whatever they say. */
  readonly expiredTokens = new Set<string>();
  readonly stats = new Stats();
  readonly retention: Retention;
  /** What all present members hold, in bytes. */
  presenceBytes = 0;
  namespaces: Namespace[] = [];
  /** Serial before which channels that were forgotten since cannot be resumed. */
  evictedThrough = '';

  constructor(
    readonly id: string,
    readonly limits: Limits,
  ) {
    this.retention = new Retention(limits);
    this.connections = new Connections(this);
  }

  /** The channel of this name, made when it is not there yet. */
  channel(name: string): Channel {
    const known = this.channels.get(name);
    if (known) return known;
    checkChannelName(name);
    if (this.channels.size >= this.limits.maxChannels) {
      throw new AblyError(
        40114,
        403,
        `Too many channels: this server holds at most ${this.limits.maxChannels} per app.`,
      );
    }
    const channel = new Channel(this, name);
    this.channels.set(name, channel);
    return channel;
  }

  /** Acts on a channel, which is forgotten afterwards when nothing of it remains. */
  withChannel<T>(name: string, act: (channel: Channel) => T): T {
    const channel = this.channel(name);
    try {
      return act(channel);
    } finally {
      this.removeIfIdle(channel);
    }
  }

  removeIfIdle(channel: Channel): void {
    if (!channel.isIdle || this.channels.get(channel.name) !== channel) return;
    if (channel.evictedThrough > this.evictedThrough) this.evictedThrough = channel.evictedThrough;
    this.channels.delete(channel.name);
  }

  /** True when messages of the channel can be updated, deleted and annotated. */
  isMutable(channel: string): boolean {
    if (channel.endsWith('::$chat')) return true;
    return this.namespaces.some(
      ({ id, mutableMessages }) =>
        mutableMessages && (channel === id || channel.startsWith(`${id}:`)),
    );
  }

  /** Drops what is past its time; called now and then. */
  expire(now: number): void {
    this.retention.expire(now);
  }
}
