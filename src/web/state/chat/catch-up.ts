import { ApiError, isApiError } from '../../api/api-error';
import type { MessageChanges, MessagePage } from '../../api/api-types';
import { missingAfter } from './message-log';
import { retryDelay } from '../transport/retry-delay';
import type { ChatApi } from './kinds/session-api';
import { applyChanges, applyPageAfter, applyLatestPage } from './chat-state';
import type { ChatState } from './chat-state';
import type { ChatStrategy } from './chat-strategy';
import { estimateServerTime } from './clock-estimate';
import type { Schedule } from './typing';

/*
 * Keeps a feed up to date by asking: once at the beginning, whenever something may have been
 * missed, and by itself now and then (`next-look.ts`). One round at a time asks how the room
 * stands and for every message after the last one known, page by page, until there are no more; a
 * wish that comes meanwhile is one more round. A round that fails is repeated after a pause.
 */

export interface CatchUpDeps<Feed extends ChatState> {
  api: Pick<ChatApi, 'listLatest' | 'listAfter'>;
  /** What became of messages after a revision. */
  listChanges: (after: number) => Promise<MessageChanges>;
  strategy: ChatStrategy<Feed>;
  schedule: Schedule;
  getState: () => Feed;
  /** Changes the feed; the change may come long after it was asked for. */
  update: (next: (feed: Feed) => Feed) => void;
  isLive: () => boolean;
  isVisible: () => boolean;
  /** Whether the server answered. */
  onReachable: (isAnswered: boolean) => void;
  /** A refusal that waiting does not mend. */
  onRefused: (error: ApiError) => void;
  onCaughtUp: () => void;
}

export class CatchUp<Feed extends ChatState> {
  isRunning = false;
  private isRequested = false;
  private isStopped = false;
  private failures = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(private readonly deps: CatchUpDeps<Feed>) {}

  /** Asks now, or once more after the round under way. */
  async run(): Promise<void> {
    this.isRequested = true;
    this.cancelTimer?.();
    if (this.isRunning || this.isStopped) return;
    this.isRunning = true;
    try {
      while (this.isRequested && !this.isStopped) {
        this.isRequested = false;
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
  runWithin(withinMs: number): void {
    this.runIn(Math.random() * withinMs);
  }

  /** How the delivery is has changed: so has the time of the next look. */
  scheduleNext(): void {
    if (this.isRunning || this.failures > 0) return;
    const feed = this.deps.getState();
    const wait = this.deps.strategy.pollDelay(feed, {
      serverNow: estimateServerTime(feed.clock, Date.now()),
      isLive: this.deps.isLive(),
      isVisible: this.deps.isVisible(),
    });
    if (wait !== undefined) this.runIn(wait);
  }

  stop(): void {
    this.isStopped = true;
    this.cancelTimer?.();
  }

  private async round(): Promise<void> {
    const { getState: read, update: change, strategy: subject } = this.deps;
    const asked = { eventCount: read().eventCount, sentAt: Date.now() };
    const [told] = await Promise.all([subject.fetchDetails(), this.fetchMessages()]);
    const receivedAt = Date.now();
    change((feed) => told(feed, { ...asked, receivedAt }));
    if (read().eventCount !== asked.eventCount) this.isRequested = true;
  }

  private async fetchMessages(): Promise<void> {
    const { api, getState: read, update: change } = this.deps;
    if (!read().log.isLoaded) {
      const page = await api.listLatest().catch(emptyPageWhenErased);
      change((feed) => applyLatestPage(feed, page));
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
    const { getState: read, update: change, listChanges: changes } = this.deps;
    let hasMore = read().latestRevision > read().revision;
    while (hasMore && !this.isStopped) {
      const told = await changes(read().revision);
      change((feed) => applyChanges(feed, told));
      hasMore = told.hasMore;
    }
  }

  private async fetchNext(): Promise<void> {
    const { high } = this.deps.getState().log;
    const page = await this.deps.api.listAfter(high);
    this.deps.update((feed) => applyPageAfter(feed, high, page));
  }

  private succeeded(): void {
    if (this.isStopped) return;
    this.failures = 0;
    this.deps.onReachable(true);
    this.deps.onCaughtUp();
    this.isRunning = false;
    this.scheduleNext();
  }

  private failed(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    if (this.isStopped || error.code === 'unauthenticated') return;
    const mayPass = error.isRetryable || error.status >= 500 || error.code === 'bad-answer';
    if (!mayPass) return this.deps.onRefused(error);
    this.deps.onReachable(false);
    const { retryAfter = 0 } = error.details;
    const pause = retryDelay(this.failures, { retryAfterMs: retryAfter * 1_000 });
    this.failures += 1;
    // The history of what is over is still to come when it was never shown.
    const feed = this.deps.getState();
    if (this.deps.strategy.phase(feed) !== 'over' || !feed.log.isLoaded) this.runIn(pause);
  }

  private runIn(ms: number): void {
    this.cancelTimer?.();
    this.cancelTimer = this.deps.schedule(() => void this.run(), ms);
  }
}

/** What was said may have been erased since, as people can ask for; the session is still told of. */
function emptyPageWhenErased(error: unknown): MessagePage {
  if (!isApiError(error, 'session-ended')) throw error;
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
