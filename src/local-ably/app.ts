import type { AppKey } from './auth/app-key';
import type { AuthApp } from './auth/authenticate';
import { JwtUses } from './auth/jwt-uses';
import { NonceCache } from './auth/nonce-cache';
import { Revocations } from './auth/revocations';
import { NONCE_LIFETIME } from './auth/token-request';
import { Channel } from './channels/channel';
import type { ChannelApp, RemovableChannel } from './channels/channel-app';
import { checkChannelName } from './channels/channel-name';
import { Retention } from './channels/retention';
import { Connections } from './connections/connections';
import type { Limits } from './limits';
import { AblyError } from './protocol/ably-error';
import { SerialClock } from './protocol/serial-clock';
import { Stats } from './stats';

/** Rules for channels whose name begins with `id:`. */
export interface Namespace {
  id: string;
  mutableMessages: boolean;
}

/** An isolated app with its own keys, channels, connections and history. */
export class App implements AuthApp, ChannelApp {
  /** Keys by the part of their name after the app's id. */
  readonly keys = new Map<string, AppKey>();
  readonly channels = new Map<string, Channel>();
  readonly connections: Connections;
  readonly clock = new SerialClock();
  readonly nonces = new NonceCache(NONCE_LIFETIME);
  readonly revocations = new Revocations();
  readonly jwtUses = new JwtUses();
  /** Tokens treated as expired regardless of their expiry. */
  readonly expiredTokens = new Set<string>();
  readonly stats = new Stats();
  readonly retention: Retention;
  /** Bytes of all presence members. */
  presenceBytes = 0;
  namespaces: Namespace[] = [];
  /** Serial up to which removed channels have lost publications: nothing before it can be resumed. */
  evictedThrough = '';

  constructor(
    readonly id: string,
    readonly limits: Limits,
  ) {
    this.retention = new Retention(limits);
    this.connections = new Connections(limits);
  }

  /** Gets or creates a channel; throws 40010 for its name, 40114 at the limit of channels. */
  channel(name: string): Channel {
    const existing = this.channels.get(name);
    if (existing) return existing;
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

  /** Runs an action on a channel and removes the channel afterwards if it is idle. */
  withChannel<T>(name: string, action: (channel: Channel) => T): T {
    const channel = this.channel(name);
    try {
      return action(channel);
    } finally {
      this.removeIfIdle(channel);
    }
  }

  removeIfIdle(channel: RemovableChannel): void {
    if (!channel.isIdle || this.channels.get(channel.name) !== channel) return;
    if (channel.evictedThrough > this.evictedThrough) this.evictedThrough = channel.evictedThrough;
    this.channels.delete(channel.name);
  }

  /** True when messages of the channel can be changed and annotated. */
  isMutable(channel: string): boolean {
    if (channel.endsWith('::$chat')) return true;
    return this.namespaces.some(
      ({ id, mutableMessages }) =>
        mutableMessages && (channel === id || channel.startsWith(`${id}:`)),
    );
  }

  /** Evicts expired items; called periodically. */
  expire(now: number): void {
    this.retention.expire(now);
  }
}
