import { AblyError } from '../protocol/ably-error';

const MAX_BATCH_CHANNELS = 100;

/** Throws 90010 for a batch of too many channels. */
export function checkBatchSize(channels: readonly unknown[]): void {
  if (channels.length <= MAX_BATCH_CHANNELS) return;
  throw new AblyError(
    90010,
    400,
    `Too many channels: one request may name at most ${MAX_BATCH_CHANNELS}; split it.`,
  );
}
