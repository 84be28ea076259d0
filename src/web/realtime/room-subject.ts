import type { RoomFeed } from './room-feed';

/** How a room stands: nobody knows yet, not open yet, one may write, closed for good. */
export type Stage = 'unknown' | 'waiting' | 'open' | 'over';

/** When a question was sent and answered, and how many events had been heard before it. */
export interface Asked {
  heardEvents: number;
  sentAt: number;
  receivedAt: number;
}

/** Takes an answer into the feed. */
export type Told<Feed> = (feed: Feed, asked: Asked) => Feed;

/** When a room asks by itself: what is known of the moment. */
export interface LookMoment {
  serverNow: number;
  isLive: boolean;
  isVisible: boolean;
}

/** What a conversation is about, as far as its room depends on it: a session, or two people. */
export interface RoomSubject<Feed extends RoomFeed> {
  readonly empty: Feed;
  /** Asks the server how it stands. */
  ask(): Promise<Told<Feed>>;
  /** An event that is no message, receipt or typing; the very same feed when it says nothing. */
  hear(feed: Feed, name: string, data: unknown): Feed;
  stage(feed: Feed): Stage;
  /** In how many milliseconds to ask by itself; undefined: never again. */
  nextLook(feed: Feed, at: LookMoment): number | undefined;
  /** The conversation by the id that all kinds share; undefined: messages never change here. */
  conversationId(feed: Feed): string | undefined;
  /** Everybody in it but this person. */
  others(feed: Feed, personId: string): readonly string[];
}
