import type { DueDelivery } from './push-repository';

/** How a push service answered. `expired`: the browser is gone; `rejected`: never worth a retry. */
export type PushResult =
  | { outcome: 'accepted' | 'expired' }
  | { outcome: 'rejected'; status: number }
  | { outcome: 'retry'; afterSeconds?: number };

export interface PushPort {
  send(delivery: DueDelivery): Promise<PushResult>;
}
