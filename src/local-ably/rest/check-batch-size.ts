import { AblyError } from '../protocol/ably-error';

const MAX_BATCH_CHANNELS = 100;

/** Refuses a batch over more channels than one request may name. */
export function checkBatchSize(channels: readonly unknown[]): void {
  if (channels.length <= MAX_BATCH_CHANNELS) return;
  throw new AblyError(
    90010,
    400,
    `Too many channels: one request may name at most ${MAX_BATCH_CHANNELS}; split it.`,
  );
}
