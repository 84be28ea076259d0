import type { DueDelivery } from './push-repository';

/** How a push service answered: taken, the browser is gone for good, refused, or try again later. */
export type PushResult =
  | { outcome: 'taken' | 'gone' }
  | { outcome: 'refused'; status: number }
  | { outcome: 'later'; afterSeconds?: number };

/** Whoever carries pushes to the services of browsers. */
export interface PushPort {
  send(delivery: DueDelivery): Promise<PushResult>;
}
