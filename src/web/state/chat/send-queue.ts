import { ApiError } from '../../api/api-error';
import type { Message } from '../../api/api-types';
import { newId } from '../new-id';
import type { Schedule } from '../schedule';
import { retryDelay } from '../transport/retry-delay';
import { bySendOrder } from './unsent-storage';
import type { UnsentMessage, UnsentStorage } from './unsent-storage';

/*
 * One user's outgoing messages of one conversation: sent in order, one at a time, each with a client
 * message id by which the server recognizes a repeat. The browser's storage is the queue; all tabs share
 * it, and a tab sends the first stored message while it holds a lock. Temporary errors (no network, a busy
 * server) are retried without limit and block the messages behind; other errors mark the message failed,
 * and sending continues with the next one. A message leaves `items` when the log has it, so it is never
 * shown twice and never missing in between.
 */

export interface OutgoingMessage extends UnsentMessage {
  /** `sent`: the server has it, the log does not yet. */
  state: 'sending' | 'sent' | 'failed';
}

export type MessageInput = Pick<UnsentMessage, 'text' | 'replyTo' | 'isSticker'>;

/** Runs `work` while no other tab holds the lock of this name. */
export type TabLock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export interface SendQueueDeps {
  name: string;
  storage: UnsentStorage;
  sendMessage: (message: UnsentMessage) => Promise<Message>;
  withLock: TabLock;
  schedule: Schedule;
  onSent: (message: Message) => void;
  onRefused: (code: string) => unknown;
  /** Another tab removed messages from the queue: check whether they are in the conversation. */
  onHandledElsewhere: () => void;
  onChange: () => void;
}

type Outcome = 'continue' | 'stop';

/** After so many 5xx responses a message is marked failed. */
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
    this.items = this.toItems(deps.storage.listMessages());
  }

  add({ text, replyTo, isSticker }: MessageInput): void {
    this.append({ id: newId(), text: text.trim(), replyTo, isSticker });
    void this.drain();
  }

  /** Sends a failed message again, behind the waiting ones. */
  retry(id: string): void {
    const item = this.items.find((other) => other.id === id);
    if (!item || this.state === 'closed') return;
    this.append(item);
    this.retryNow();
  }

  private append({ id, text, replyTo, isSticker }: Omit<UnsentMessage, 'at'>): void {
    const last = this.items.at(-1)?.at ?? 0;
    const at = Math.max(Date.now(), last + 1);
    this.deps.storage.saveMessage({ id, text, at, replyTo, isSticker });
    this.refresh();
  }

  discard(id: string): void {
    this.deps.storage.deleteMessage(id);
    this.setItems(this.items.filter((item) => item.id !== id));
  }

  /** The conversation is open: starts sending. */
  open(): void {
    if (this.state !== 'held') return;
    this.state = 'open';
    void this.drain();
  }

  /**
   * The conversation ended. Only the server knows which waiting messages it already has, so each is sent
   * once more; refused ones are shown as failed, and nothing stays in storage.
   */
  finish(): void {
    if (this.state === 'closed') return;
    this.state = 'finishing';
    this.retryNow();
  }

  /** Ends the pause: the server may be reachable again. */
  retryNow(): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    void this.drain();
  }

  /** Another tab changed the storage. */
  storageChanged(): void {
    this.refresh();
    void this.drain();
  }

  /** Removes messages that are in the log, by client message id. */
  confirm(ids: ReadonlySet<string>): void {
    if (this.sendingId !== undefined && ids.has(this.sendingId)) this.sendingId = undefined;
    const confirmed = this.items.filter(({ id }) => ids.has(id));
    if (confirmed.length === 0) return;
    for (const { id } of confirmed) {
      this.deps.storage.deleteMessage(id);
      this.sent.delete(id);
    }
    this.setItems(this.items.filter(({ id }) => !ids.has(id)));
  }

  /** After a catch-up: messages that another tab removed and that are not in the log are dropped. */
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
      let outcome: Outcome = 'continue';
      while (outcome === 'continue' && this.canSendNow()) {
        outcome = await this.deps.withLock(this.deps.name, () => this.sendFirst());
      }
    } finally {
      this.isDraining = false;
    }
    if (this.state === 'finishing' && !this.next()) this.close();
  }

  private close(): void {
    this.state = 'closed';
    this.cancelRetry?.();
    this.deps.storage.clear();
  }

  private canSendNow(): boolean {
    if (!this.isOpen() || !this.next()) return false;
    const wait = this.pausedUntil - Date.now();
    if (wait > 0) this.retryIn(wait);
    return wait <= 0;
  }

  private isOpen(): boolean {
    return this.state === 'open' || this.state === 'finishing';
  }

  private next(): UnsentMessage | undefined {
    return this.deps.storage.listMessages().find((message) => message.failure === undefined);
  }

  private async sendFirst(): Promise<Outcome> {
    // Read inside the lock: another tab may have sent it in the meantime.
    const message = this.next();
    this.refresh();
    if (!message || !this.isOpen()) return 'stop';
    this.sendingId = message.id;
    try {
      const sent = await this.deps.sendMessage(message);
      this.failures = 0;
      // An event may confirm it before the response.
      if (this.sendingId === message.id) this.sent.set(message.id, message);
      this.deps.storage.deleteMessage(message.id);
      this.refresh();
      this.deps.onSent(sent);
      return 'continue';
    } catch (error) {
      return this.handleError(error, message);
    }
  }

  private handleError(error: unknown, message: UnsentMessage): Outcome {
    if (!(error instanceof ApiError)) throw error;
    if (this.state === 'closed') return 'stop';
    // The response was lost but the log has the message.
    if (this.sendingId !== message.id) return 'continue';
    const decision = decideAfterError(error, this.failures);
    this.failures = decision === 'fail' ? 0 : this.failures + 1;
    if (decision === 'fail') {
      this.deps.storage.saveMessage({ ...message, failure: error.code });
      this.refresh();
    } else if (decision === 'retry') {
      const retryAfterMs = (error.details.retryAfter ?? 0) * 1_000;
      this.pausedUntil = Date.now() + retryAfterMs;
      this.retryIn(retryDelay(this.failures - 1, { retryAfterMs }));
    }
    this.deps.onRefused(error.code);
    return decision === 'fail' ? 'continue' : 'stop';
  }

  private retryIn(ms: number): void {
    if (!this.isOpen()) return;
    this.cancelRetry?.();
    this.cancelRetry = this.deps.schedule(() => this.retryNow(), ms);
  }

  /** Shows the stored messages, the sent ones that are not in the log yet, and those that vanished. */
  private refresh(): void {
    if (this.state === 'closed') return;
    const waiting = this.deps.storage.listMessages();
    const known = new Set([...waiting.map(({ id }) => id), ...this.sent.keys()]);
    // A failed message that vanished was discarded in another tab, unless everything is being cleared.
    const vanished = this.items.filter(
      ({ id, failure }) => !known.has(id) && (failure === undefined || this.state === 'finishing'),
    );
    this.setItems([...waiting, ...this.sent.values(), ...vanished]);
    if (vanished.some(({ failure }) => failure === undefined)) this.deps.onHandledElsewhere();
  }

  private setItems(messages: readonly UnsentMessage[]): void {
    this.items = this.toItems(messages);
    this.deps.onChange();
  }

  private toItems(messages: readonly UnsentMessage[]): OutgoingMessage[] {
    return [...messages].sort(bySendOrder).map((message) => ({
      ...message,
      state: this.sent.has(message.id) ? 'sent' : message.failure ? 'failed' : 'sending',
    }));
  }
}

/** Without the Web Locks API two tabs may send the same message, which the server recognizes by its id. */
export const withTabLock: TabLock = (name, work) => {
  const { locks } = navigator as Partial<Navigator>;
  return locks ? locks.request(name, work) : work();
};

/** Errors that the server, the timeline or another tab resolves. */
const TEMPORARY_REFUSALS: readonly string[] = [
  'chat-not-enabled',
  'csrf-token-wrong',
  'conflict',
  'bad-answer',
];

/** `wait`: until the user signs in again. */
function decideAfterError(error: ApiError, failuresBefore: number): 'retry' | 'wait' | 'fail' {
  if (error.code === 'unauthenticated') return 'wait';
  if (error.isRetryable || TEMPORARY_REFUSALS.includes(error.code)) return 'retry';
  return error.status >= 500 && failuresBefore < MAX_SERVER_FAULTS - 1 ? 'retry' : 'fail';
}
