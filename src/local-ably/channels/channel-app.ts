import type { Limits } from '../limits';
import type { SerialClock } from '../protocol/serial-clock';
import type { Stats } from '../stats';
import type { Retention } from './retention';

/** The state of a channel that decides whether its app may remove it. */
export interface RemovableChannel {
  readonly name: string;
  readonly isIdle: boolean;
  readonly evictedThrough: string;
}

/** The part of an app that its channels use. */
export interface ChannelApp {
  readonly limits: Limits;
  readonly clock: SerialClock;
  readonly retention: Retention;
  readonly stats: Stats;
  readonly evictedThrough: string;
  /** Bytes of the members of all channels. */
  presenceBytes: number;
  isMutable(channel: string): boolean;
  removeIfIdle(channel: RemovableChannel): void;
}
