/**
 * Why an event was not delivered. `unavailable`: the destination is down; the relay waits and no
 * attempt counts. `rejected`: the destination refused this event; it is retried with backoff.
 */
export class DeliveryError extends Error {
  constructor(
    readonly kind: 'unavailable' | 'rejected',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'DeliveryError';
  }
}
