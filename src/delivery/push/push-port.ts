import type { DueDelivery } from './push-repository';

/**
 * The response of a push service. `expired`: the subscription no longer exists; `rejected`: not
 * retried.
 */
export type PushResult =
  | { outcome: 'accepted' | 'expired' }
  | { outcome: 'rejected'; status: number }
  | { outcome: 'retry'; afterSeconds?: number };

export interface PushPort {
  send(delivery: DueDelivery): Promise<PushResult>;
}
