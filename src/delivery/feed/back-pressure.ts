import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors';

/** Bytes a subscriber may have buffered before it is paused. */
export const HIGH_WATER_MARK = 256 * 1024;
const LOW_WATER_MARK = HIGH_WATER_MARK / 4;
const POLL_INTERVAL_MS = 20;

/** A client of a feed: one socket or one stream. */
export interface Subscriber {
  /** Bytes written to the client that it has not received yet. */
  backlog(): number;
  /** The feed drops this subscriber; nothing is written afterwards. */
  drop(error: AppError): void;
}

interface BoundedSubscription {
  subscriber: Subscriber;
  isOpen: boolean;
}

/**
 * Waits until the subscriber has drained most of its buffer; false: it has closed. A subscriber
 * that reads nothing for `timeoutMs` is closed and dropped as `too-slow`.
 */
export async function waitForCapacity(
  subscription: BoundedSubscription,
  timeoutMs: number,
  close: () => void,
): Promise<boolean> {
  const { subscriber } = subscription;
  if (!(await waitForDrain(subscription, timeoutMs)) && subscription.isOpen) {
    close();
    subscriber.drop(new AppError('too-slow'));
  }
  return subscription.isOpen;
}

/** False: the client read nothing for `timeoutMs`. */
async function waitForDrain(
  subscription: BoundedSubscription,
  timeoutMs: number,
): Promise<boolean> {
  const { subscriber } = subscription;
  let lowest = subscriber.backlog();
  let since = Date.now();
  while (subscription.isOpen && subscriber.backlog() > LOW_WATER_MARK) {
    await pause(POLL_INTERVAL_MS);
    if (subscriber.backlog() < lowest) {
      lowest = subscriber.backlog();
      since = Date.now();
    } else if (Date.now() - since > timeoutMs) return false;
  }
  return true;
}
