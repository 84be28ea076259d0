/** One message to one channel. */
export interface Publication {
  channel: string;
  /** Names of the events and their data; one publish carries all, in this order. */
  messages: { name: string; data: unknown }[];
  /** The same for every repeat, so that a repeat is dropped by whoever receives it. */
  id: string;
  /** Nothing follows on this channel: who could listen no longer needs to. */
  last?: true;
}

/** Why a publication did not go out: `wait` will pass by itself, `reject` is about this message. */
export class DeliveryError extends Error {
  constructor(
    readonly kind: 'wait' | 'reject',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'PublishError';
  }
}

/** Whoever carries publications out of the house. */
export interface PublisherPort {
  /** Sends all in their order; the answer for each, in the same order. */
  publishAll(publications: Publication[]): Promise<(DeliveryError | undefined)[]>;
}
