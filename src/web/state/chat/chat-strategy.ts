import type { ChatState } from './chat-state';

/** How a room stands: nobody knows yet, not open yet, one may write, closed for good. */
export type ChatPhase = 'unknown' | 'waiting' | 'open' | 'over';

/** When a question was sent and answered, and how many events had been heard before it. */
export interface RequestContext {
  eventCount: number;
  sentAt: number;
  receivedAt: number;
}

/** Takes an answer into the feed. */
export type StateUpdate<Feed> = (feed: Feed, asked: RequestContext) => Feed;

/** When a room asks by itself: what is known of the moment. */
export interface PollContext {
  serverNow: number;
  isLive: boolean;
  isVisible: boolean;
}

/** What a conversation is about, as far as its room depends on it: a session, or two people. */
export interface ChatStrategy<Feed extends ChatState> {
  readonly initialState: Feed;
  /** Asks the server how it stands. */
  fetchDetails(): Promise<StateUpdate<Feed>>;
  /** An event that is no message, receipt or typing; the very same feed when it says nothing. */
  applyEvent(feed: Feed, name: string, data: unknown): Feed;
  phase(feed: Feed): ChatPhase;
  /** In how many milliseconds to ask by itself; undefined: never again. */
  pollDelay(feed: Feed, at: PollContext): number | undefined;
  /** The conversation by the id that all kinds share; undefined: messages never change here. */
  conversationId(feed: Feed): string | undefined;
  /** Everybody in it but this person. */
  otherMemberIds(feed: Feed, personId: string): readonly string[];
}
