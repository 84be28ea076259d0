import { ApiError, isRefusal } from '../api/api-error';
import type { Changes, MessagePage } from '../api/api-types';
import { missingAfter } from './message-log';
import { retryDelay } from './retry-delay';
import type { RoomApi } from './room-api';
import { takeChanges, takeMissed, takeNewest } from './room-feed';
import type { RoomFeed } from './room-feed';
import type { RoomSubject } from './room-subject';
import { serverNow } from './session-clock';
import type { Schedule } from './typing';

/*
 * Keeps a feed up to date by asking: once at the beginning, whenever something may have been
 * missed, and by itself now and then (`next-look.ts`). One round at a time asks how the room
 * stands and for every message after the last one known, page by page, until there are no more; a
 * wish that comes meanwhile is one more round. A round that fails is repeated after a pause.
 */

export interface CatchUpParts<Feed extends RoomFeed> {
  api: Pick<RoomApi, 'newest' | 'missed'>;
  /** What became of messages after a revision. */
  changes: (after: number) => Promise<Changes>;
  subject: RoomSubject<Feed>;
  schedule: Schedule;
  read: () => Feed;
  /** Changes the feed; the change may come long after it was asked for. */
  change: (next: (feed: Feed) => Feed) => void;
  isLive: () => boolean;
  isVisible: () => boolean;
  /** Whether the server answered. */
  onAnswered: (isAnswered: boolean) => void;
  /** A refusal that waiting does not mend. */
  onRefused: (error: ApiError) => void;
  onCaughtUp: () => void;
}

export class CatchUp<Feed extends RoomFeed> {
  isRunning = false;
  private isWanted = false;
  private isStopped = false;
  private failures = 0;
  private callOff: (() => void) | undefined;

  constructor(private readonly parts: CatchUpParts<Feed>) {}

  /** Asks now, or once more after the round under way. */
  async now(): Promise<void> {
    this.isWanted = true;
    this.callOff?.();
    if (this.isRunning || this.isStopped) return;
    this.isRunning = true;
    try {
      while (this.isWanted && !this.isStopped) {
        this.isWanted = false;
        await this.round();
      }
      this.succeeded();
    } catch (error) {
      this.failed(error);
    } finally {
      this.isRunning = false;
    }
  }

  /** Asks after a while that differs from page to page, so that not all ask in one moment. */
  soon(withinMs: number): void {
    this.lookIn(Math.random() * withinMs);
  }

  /** How the delivery is has changed: so has the time of the next look. */
  plan(): void {
    if (this.isRunning || this.failures > 0) return;
    const feed = this.parts.read();
    const wait = this.parts.subject.nextLook(feed, {
      serverNow: serverNow(feed.clock, Date.now()),
      isLive: this.parts.isLive(),
      isVisible: this.parts.isVisible(),
    });
    if (wait !== undefined) this.lookIn(wait);
  }

  stop(): void {
    this.isStopped = true;
    this.callOff?.();
  }

  private async round(): Promise<void> {
    const { read, change, subject } = this.parts;
    const asked = { heardEvents: read().heardEvents, sentAt: Date.now() };
    const [told] = await Promise.all([subject.ask(), this.fetchMessages()]);
    const receivedAt = Date.now();
    change((feed) => told(feed, { ...asked, receivedAt }));
    if (read().heardEvents !== asked.heardEvents) this.isWanted = true;
  }

  private async fetchMessages(): Promise<void> {
    const { api, read, change } = this.parts;
    if (!read().log.isLoaded) {
      const page = await api.newest().catch(emptyWhenErased);
      change((feed) => takeNewest(feed, page));
    } else {
      await this.fetchNext();
    }
    while (missingAfter(read().log) !== undefined && !this.isStopped) {
      const before = read().log.high;
      await this.fetchNext();
      // The server has less than was told of: better to wait than to ask without end.
      if (read().log.high === before) throw new ApiError(UNEXPLAINED_GAP);
    }
    await this.fetchChanges();
  }

  /** The first page holds messages as they are; whatever is told to have changed since is asked for. */
  private async fetchChanges(): Promise<void> {
    const { read, change, changes } = this.parts;
    let hasMore = read().lastRevision > read().revision;
    while (hasMore && !this.isStopped) {
      const told = await changes(read().revision);
      change((feed) => takeChanges(feed, told));
      hasMore = told.hasMore;
    }
  }

  private async fetchNext(): Promise<void> {
    const { high } = this.parts.read().log;
    const page = await this.parts.api.missed(high);
    this.parts.change((feed) => takeMissed(feed, high, page));
  }

  private succeeded(): void {
    if (this.isStopped) return;
    this.failures = 0;
    this.parts.onAnswered(true);
    this.parts.onCaughtUp();
    this.isRunning = false;
    this.plan();
  }

  private failed(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    if (this.isStopped || error.code === 'unauthenticated') return;
    const mayPass = error.isPassing || error.status >= 500 || error.code === 'bad-answer';
    if (!mayPass) return this.parts.onRefused(error);
    this.parts.onAnswered(false);
    const { retryAfter = 0 } = error.details;
    const pause = retryDelay(this.failures, { retryAfterMs: retryAfter * 1_000 });
    this.failures += 1;
    // The history of what is over is still to come when it was never shown.
    const feed = this.parts.read();
    if (this.parts.subject.stage(feed) !== 'over' || !feed.log.isLoaded) this.lookIn(pause);
  }

  private lookIn(ms: number): void {
    this.callOff?.();
    this.callOff = this.parts.schedule(() => void this.now(), ms);
  }
}

/** What was said may have been erased since, as people can ask for; the session is still told of. */
function emptyWhenErased(error: unknown): MessagePage {
  if (!isRefusal(error, 'session-ended')) throw error;
  const metadata = { page: 1, limit: 1, total: 0, totalPages: 0 };
  return {
    data: [],
    metadata: { ...metadata, hasNextPage: false, hasPrevPage: false },
    readMarks: [],
  };
}

const UNEXPLAINED_GAP = {
  code: 'unavailable',
  status: 503,
  message: 'A message was announced that is not there yet',
} as const;
