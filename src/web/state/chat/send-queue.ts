import { ApiError } from '../../api/api-error';
import type { Message } from '../../api/api-types';
import { bySendOrder } from './unsent-storage';
import type { UnsentStorage, UnsentMessage } from './unsent-storage';
import { newId } from '../new-id';
import { retryDelay } from '../transport/retry-delay';

/*
 * One person's messages on their way into one session: in order, one at a time, each under an id
 * of its own that makes a repeat harmless. What is kept in the browser's storage is the queue; all
 * tabs of the person share it, and each send happens under a lock that only one tab can hold, on
 * the first message that is then in storage. What passes by itself (no network, a busy server) is
 * waited for without end and holds up the messages behind it; what a person has to look at makes
 * the message failed and lets the others go on. A message leaves `items` when the conversation
 * shows it, so it never vanishes in between and never shows twice.
 */

export interface OutgoingMessage extends UnsentMessage {
  /** `sent`: the server has it, the conversation here does not show it yet. */
  state: 'sending' | 'sent' | 'failed';
}

/** What a person sends. */
export type MessageInput = Pick<UnsentMessage, 'text' | 'replyTo' | 'isSticker'>;

/** Runs `work` while nobody else, in any tab, holds the lock of this name. */
export type TabLock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export interface SendQueueDeps {
  name: string;
  storage: UnsentStorage;
  sendMessage: (message: UnsentMessage) => Promise<Message>;
  withLock: TabLock;
  /** Runs `action` later; returns what calls it off. */
  schedule: (action: () => void, ms: number) => () => void;
  onSent: (message: Message) => void;
  onRefused: (code: string) => void;
  /** Another tab took messages out of the queue: look whether they are in the conversation. */
  onHandledElsewhere: () => void;
  onChange: () => void;
}

type Outcome = 'more' | 'rest';

/** A fault of the server's own is tried so often by itself, then left to the person. */
const MAX_SERVER_FAULTS = 4;

export class SendQueue {
  items: readonly OutgoingMessage[] = [];
  private readonly sent = new Map<string, UnsentMessage>();
  private state: 'held' | 'open' | 'finishing' | 'closed' = 'held';
  private isDraining = false;
  private sendingId: string | undefined;
  private failures = 0;
  private pausedUntil = 0;
  private cancelRetry: (() => void) | undefined;

  constructor(private readonly deps: SendQueueDeps) {
    this.setItems(deps.storage.listMessages());
  }

  /** Queues what was written and sends it as soon as its turn comes. */
  add({ text, ...more }: MessageInput): void {
    const last = this.items.at(-1)?.at ?? 0;
    const at = Math.max(Date.now(), last + 1);
    const message = { id: newId(), text: text.trim(), at, ...more };
    this.deps.storage.saveMessage(message);
    this.refresh();
    void this.drain();
  }

  /** Tries a failed message again, behind the ones that wait. */
  retry(id: string): void {
    const item = this.items.find((one) => one.id === id);
    if (!item || this.state === 'closed') return;
    const last = this.items.at(-1)?.at ?? 0;
    const { text, replyTo, isSticker } = item;
    const at = Math.max(Date.now(), last + 1);
    this.deps.storage.saveMessage({
      ...{ id, text, at },
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(isSticker ? { isSticker } : {}),
    });
    this.refresh();
    this.retryNow();
  }

  discard(id: string): void {
    this.deps.storage.deleteMessage(id);
    this.setItems(this.items.filter((item) => item.id !== id));
  }

  /** The session is open: what waits may go. */
  open(): void {
    if (this.state !== 'held') return;
    this.state = 'open';
    void this.drain();
  }

  /**
   * The session is over. Only the server knows which of the waiting messages it has already, so
   * each is offered once more; what it refuses is shown as failed, and nothing stays in storage.
   */
  finish(): void {
    if (this.state === 'closed') return;
    this.state = 'finishing';
    this.retryNow();
  }

  /** The way to the server may be free again: try now instead of at the end of the pause. */
  retryNow(): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    void this.drain();
  }

  /** The storage was changed by another tab. */
  storageChanged(): void {
    this.refresh();
    void this.drain();
  }

  /** Drops what the conversation shows by now; `ids` are the client message ids of one's own. */
  confirm(ids: ReadonlySet<string>): void {
    if (this.sendingId !== undefined && ids.has(this.sendingId)) this.sendingId = undefined;
    const shown = this.items.filter(({ id }) => ids.has(id));
    if (shown.length === 0) return;
    for (const { id } of shown) {
      this.deps.storage.deleteMessage(id);
      this.sent.delete(id);
    }
    this.setItems(this.items.filter(({ id }) => !ids.has(id)));
  }

  /** The conversation was asked after another tab took messages: those it does not have are gone. */
  dropHandledElsewhere(): void {
    if (this.state === 'closed') return;
    const waiting = new Set(this.deps.storage.listMessages().map(({ id }) => id));
    this.setItems(this.items.filter(({ id }) => waiting.has(id) || this.sent.has(id)));
  }

  stop(): void {
    this.state = 'closed';
    this.cancelRetry?.();
  }

  private async drain(): Promise<void> {
    if (this.isDraining) return;
    this.isDraining = true;
    try {
      let outcome: Outcome = 'more';
      while (outcome === 'more' && this.canSendNow()) {
        outcome = await this.deps.withLock(this.deps.name, () => this.sendFirst());
      }
    } finally {
      this.isDraining = false;
    }
    if (this.state === 'finishing' && !this.next()) this.finished();
  }

  private finished(): void {
    this.state = 'closed';
    this.cancelRetry?.();
    this.deps.storage.clear();
  }

  private canSendNow(): boolean {
    if (!this.maySend() || !this.next()) return false;
    const wait = this.pausedUntil - Date.now();
    if (wait > 0) this.retryIn(wait);
    return wait <= 0;
  }

  private maySend(): boolean {
    return this.state === 'open' || this.state === 'finishing';
  }

  private next(): UnsentMessage | undefined {
    return this.deps.storage.listMessages().find((message) => message.failure === undefined);
  }

  private async sendFirst(): Promise<Outcome> {
    // Read inside the lock: another tab may have sent it while this one waited.
    const message = this.next();
    this.refresh();
    if (!message || !this.maySend()) return 'rest';
    this.sendingId = message.id;
    try {
      const posted = await this.deps.sendMessage(message);
      this.failures = 0;
      // It may have come over the channel before the answer: then it is shown, and settled.
      if (this.sendingId === message.id) this.sent.set(message.id, message);
      this.deps.storage.deleteMessage(message.id);
      this.refresh();
      this.deps.onSent(posted);
      return 'more';
    } catch (error) {
      return this.handleError(error, message);
    }
  }

  private handleError(error: unknown, message: UnsentMessage): Outcome {
    if (!(error instanceof ApiError)) throw error;
    if (this.state === 'closed') return 'rest';
    // The answer was lost, the message was not: the conversation shows it already.
    if (this.sendingId !== message.id) return 'more';
    const fate = decideAfterError(error, this.failures);
    this.failures = fate === 'fail' ? 0 : this.failures + 1;
    if (fate === 'fail') {
      this.deps.storage.saveMessage({ ...message, failure: error.code });
      this.refresh();
    } else if (fate === 'retry') {
      const retryAfterMs = (error.details.retryAfter ?? 0) * 1_000;
      this.pausedUntil = Date.now() + retryAfterMs;
      this.retryIn(retryDelay(this.failures - 1, { retryAfterMs }));
    }
    this.deps.onRefused(error.code);
    return fate === 'fail' ? 'more' : 'rest';
  }

  private retryIn(ms: number): void {
    if (!this.maySend()) return;
    this.cancelRetry?.();
    this.cancelRetry = this.deps.schedule(() => this.retryNow(), ms);
  }

  /** Shows what is in storage, what was sent and is not in the conversation yet, and what left. */
  private refresh(): void {
    if (this.state === 'closed') return;
    const waiting = this.deps.storage.listMessages();
    const known = new Set([...waiting.map(({ id }) => id), ...this.sent.keys()]);
    // A failed message that another tab took out was discarded there, unless all is being cleared.
    const left = this.items.filter(
      ({ id, failure }) => !known.has(id) && (failure === undefined || this.state === 'finishing'),
    );
    this.setItems([...waiting, ...this.sent.values(), ...left]);
    if (left.some(({ failure }) => failure === undefined)) this.deps.onHandledElsewhere();
  }

  private setItems(messages: readonly UnsentMessage[]): void {
    this.items = [...messages].sort(bySendOrder).map((message) => ({
      ...message,
      state: this.sent.has(message.id) ? 'sent' : message.failure ? 'failed' : 'sending',
    }));
    this.deps.onChange();
  }
}

/** Refusals that somebody else's doing mends: the server, the timeline, another tab. */
const TEMPORARY_REFUSALS: readonly string[] = [
  'chat-not-enabled',
  'csrf-token-wrong',
  'conflict',
  'bad-answer',
];

/** `wait`: for the person to sign in. */
function decideAfterError(error: ApiError, failuresBefore: number): 'retry' | 'wait' | 'fail' {
  if (error.code === 'unauthenticated') return 'wait';
  if (error.isRetryable || TEMPORARY_REFUSALS.includes(error.code)) return 'retry';
  return error.status >= 500 && failuresBefore < MAX_SERVER_FAULTS - 1 ? 'retry' : 'fail';
}
