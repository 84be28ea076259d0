import type { Typing } from '../../chat/announce-typing';
import type { OrderedChange } from '../../chat/changes/change-event';
import type { Cursor } from '../../chat/changes/change-event';
import type { Subscriber } from './back-pressure';

/** Events that subscribers of a conversation receive. Typing is never stored and never repeated. */
export type FeedEvent = OrderedChange | { type: 'typing'; typing: Typing };

export interface FeedSubscriber extends Subscriber {
  /** Must not block. All subscribers of a conversation receive the same object. */
  write(event: FeedEvent): void;
}

export interface FeedSubscription {
  /** How far this subscriber has read. */
  readonly cursor: Cursor;
  close(): void;
}
