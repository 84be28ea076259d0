import { ApiError, isApiError } from '../../api/api-error';
import type { MessageChanges, MessagePage } from '../../api/api-types';
import type { Schedule } from '../schedule';
import { retryDelay } from '../transport/retry-delay';
import { applyChanges, applyLatestPage, applyPageAfter, replaceMessages } from './chat-state';
import type { ChatState } from './chat-state';
import type { ChatStrategy } from './chat-strategy';
import { estimateServerTime } from './clock-estimate';
import { missingAfter } from './message-log';

/*
 * Brings the state up to date by requests: at the start, after a gap, and by polling (`poll-delay.ts`).
 * One round at a time fetches the details and every page after the last known message; a request
 * during a round causes one more round. A failed round is retried after a pause.
 */

export interface CatchUpDeps<Details> {
  strategy: Pick<ChatStrategy<Details>, 'api' | 'fetchDetails' | 'phase' | 'pollDelay'>;
  listChanges: (afterRevision: number) => Promise<MessageChanges>;
  schedule: Schedule;
  getState: () => ChatState<Details>;
  update: (next: (state: ChatState<Details>) => ChatState<Details>) => void;
  isLive: () => boolean;
  isVisible: () => boolean;
  onReachable: (isReachable: boolean) => void;
  /** An error that a retry cannot resolve. */
  onRefused: (error: ApiError) => void;
  onCaughtUp: () => void;
}

export class CatchUp<Details> {
  private isRunning = false;
  private isRequested = false;
  private isStopped = false;
  private isReplaced = false;
  private failures = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(private readonly deps: CatchUpDeps<Details>) {}

  /** Runs now, or once more after the current round. */
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
      this.handleSuccess();
    } catch (error) {
      this.handleError(error);
    } finally {
      this.isRunning = false;
    }
  }

  /** The database was replaced by an older copy: every message is fetched again. */
  startOver(): void {
    this.isReplaced = true;
    void this.run();
  }

  /** Runs after a random delay, so that clients do not all send their requests at the same time. */
  runWithin(ms: number): void {
    this.runIn(Math.random() * ms);
  }

  /** Schedules the next poll. Call it when the transport's state changes. */
  scheduleNext(): void {
    if (this.isRunning || this.failures > 0) return;
    const { details, clock } = this.deps.getState();
    const wait = this.deps.strategy.pollDelay(details, {
      serverNow: estimateServerTime(clock, Date.now()),
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
    const { getState, update, strategy } = this.deps;
    const context = { eventCount: getState().eventCount, sentAt: Date.now() };
    const [apply] = await Promise.all([strategy.fetchDetails(), this.fetchMessages()]);
    const receivedAt = Date.now();
    update((state) => apply(state, { ...context, receivedAt }));
    if (getState().eventCount !== context.eventCount) this.isRequested = true;
  }

  private async fetchMessages(): Promise<void> {
    const { strategy, getState, update } = this.deps;
    if (this.isReplaced) await this.fetchAgain();
    else if (!getState().log.isLoaded) {
      const page = await strategy.api.listLatest().catch(emptyPageWhenErased);
      update((state) => applyLatestPage(state, page));
    } else {
      await this.fetchNext();
    }
    while (missingAfter(getState().log) !== undefined && !this.isStopped) {
      const before = getState().log.high;
      await this.fetchNext();
      // The announced message is not readable yet: pause instead of requesting in a loop.
      if (getState().log.high === before) throw new ApiError(UNEXPLAINED_GAP);
    }
    await this.fetchChanges();
  }

  /** The first page has messages in their current version; later changes are fetched by revision. */
  private async fetchChanges(): Promise<void> {
    const { getState, update, listChanges } = this.deps;
    let hasMore = getState().latestRevision > getState().revision;
    while (hasMore && !this.isStopped) {
      const page = await listChanges(getState().revision);
      update((state) => applyChanges(state, page));
      hasMore = page.hasMore;
    }
  }

  private async fetchAgain(): Promise<void> {
    const { strategy, update } = this.deps;
    this.isReplaced = false;
    try {
      const page = await strategy.api.listLatest().catch(emptyPageWhenErased);
      update((state) => replaceMessages(state, page));
    } catch (error) {
      this.isReplaced = true;
      throw error;
    }
    // Events that arrived during the request went with the old messages.
    this.isRequested = true;
  }

  private async fetchNext(): Promise<void> {
    const { high } = this.deps.getState().log;
    const page = await this.deps.strategy.api.listAfter(high);
    this.deps.update((state) => applyPageAfter(state, high, page));
  }

  private handleSuccess(): void {
    if (this.isStopped) return;
    this.failures = 0;
    this.deps.onReachable(true);
    this.deps.onCaughtUp();
    this.isRunning = false;
    this.scheduleNext();
  }

  private handleError(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    if (this.isStopped || error.code === 'unauthenticated') return;
    const isTemporary = error.isRetryable || error.status >= 500 || error.code === 'bad-answer';
    if (!isTemporary) return this.deps.onRefused(error);
    this.deps.onReachable(false);
    const { retryAfter = 0 } = error.details;
    const pause = retryDelay(this.failures, { retryAfterMs: retryAfter * 1_000 });
    this.failures += 1;
    // An ended conversation changes no more, but its history may not be loaded yet.
    const { details, log } = this.deps.getState();
    const isEnded = details !== undefined && this.deps.strategy.phase(details) === 'ended';
    if (!isEnded || !log.isLoaded) this.runIn(pause);
  }

  private runIn(ms: number): void {
    this.cancelTimer?.();
    this.cancelTimer = this.deps.schedule(() => void this.run(), ms);
  }
}

/** Messages may be erased after the end; the session itself remains readable. */
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
  message: 'An announced message is not readable yet',
} as const;
