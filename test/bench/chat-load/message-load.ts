import { percentile } from '../measurement';

/** Two users in a conversation, each with an open connection. */
export interface ConnectedPair {
  /** Sets the listener for the texts that either of the two receives. */
  onReceived(listener: (text: string) => void): void;
  /** Sends a text; even turns are sent by the first user, odd ones by the second. */
  send(turn: number, text: string): Promise<void>;
  close(): void;
}

export interface LoadResult {
  /** Delivered messages per second. */
  perSecond: number;
  /** Latency in milliseconds. */
  p50: number;
  p99: number;
}

const TEXT = 'x'.repeat(200);

/**
 * Every pair sends one message per second, spread evenly over the second. A message is delivered
 * when both users have received it.
 */
export async function steadyLoad(pairs: ConnectedPair[], seconds: number): Promise<LoadResult> {
  const deliveries = trackDeliveries(pairs);
  const startedAt = performance.now();
  await Promise.all(
    pairs.map(async (pair, index) => {
      for (let second = 0; second < seconds; second += 1) {
        const dueAt = startedAt + second * 1000 + (index * 1000) / pairs.length;
        const delayMs = Math.max(0, dueAt - performance.now());
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        await deliveries.send(pair, second);
      }
    }),
  );
  return deliveries.finish(startedAt);
}

/** Every pair sends its next message when the previous one is acknowledged. */
export async function saturatingLoad(pairs: ConnectedPair[], each: number): Promise<LoadResult> {
  const deliveries = trackDeliveries(pairs);
  const startedAt = performance.now();
  await Promise.all(
    pairs.map(async (pair) => {
      for (let n = 0; n < each; n += 1) await deliveries.send(pair, n);
    }),
  );
  return deliveries.finish(startedAt);
}

function trackDeliveries(pairs: ConnectedPair[]) {
  const pending = new Map<string, { sentAt: number; received: number }>();
  const latencies: number[] = [];
  const runId = Math.random().toString(36).slice(2);
  let onAllDelivered: () => void = () => undefined;
  let count = 0;
  const onReceived = (text: string): void => {
    const message = pending.get(text);
    if (!message) return;
    message.received += 1;
    if (message.received < 2) return;
    pending.delete(text);
    latencies.push(performance.now() - message.sentAt);
    if (pending.size === 0) onAllDelivered();
  };
  for (const pair of pairs) pair.onReceived(onReceived);
  return {
    send: async (pair: ConnectedPair, turn: number): Promise<void> => {
      const text = `${runId} ${(count += 1)} ${TEXT}`;
      pending.set(text, { sentAt: performance.now(), received: 0 });
      await pair.send(turn, text);
    },
    finish: async (startedAt: number): Promise<LoadResult> => {
      if (pending.size > 0) {
        await new Promise<void>((resolve, reject) => {
          onAllDelivered = resolve;
          const error = () => new Error(`${pending.size} messages were not delivered`);
          setTimeout(() => reject(error()), 30_000).unref();
        });
      }
      const seconds = (performance.now() - startedAt) / 1000;
      return {
        perSecond: latencies.length / seconds,
        p50: percentile(latencies, 50),
        p99: percentile(latencies, 99),
      };
    },
  };
}
