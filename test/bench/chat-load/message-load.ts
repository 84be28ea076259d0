import { percentile } from '../measurement';

/** Two people who talk through a door, each with an open line. */
export interface ConnectedPair {
  /** Calls back with every text that arrives for either of the two. */
  onReceived(heard: (text: string) => void): void;
  /** Sends a text from one of the two; `turn` says which. */
  send(turn: number, text: string): Promise<void>;
  close(): void;
}

export interface LoadResult {
  /** Messages that reached the other person, for each second of the load. */
  perSecond: number;
  p50: number;
  p99: number;
}

const TEXT = 'x'.repeat(200);

/**
 * Every line sends one message a second for so many seconds, spread over the second; measured until
 * the other person has it. Each message is heard twice, by both: it counts when the last one did.
 */
export async function steadyLoad(lines: ConnectedPair[], seconds: number): Promise<LoadResult> {
  const watch = trackDeliveries(lines);
  const begin = performance.now();
  await Promise.all(
    lines.map(async (line, index) => {
      for (let second = 0; second < seconds; second += 1) {
        const at = begin + second * 1000 + (index * 1000) / lines.length;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
        await watch.send(line, second);
      }
    }),
  );
  return watch.finish(begin);
}

/** Some lines send one message after the other, as fast as they are answered. */
export async function saturatingLoad(lines: ConnectedPair[], each: number): Promise<LoadResult> {
  const watch = trackDeliveries(lines);
  const begin = performance.now();
  await Promise.all(
    lines.map(async (line) => {
      for (let n = 0; n < each; n += 1) await watch.send(line, n);
    }),
  );
  return watch.finish(begin);
}

function trackDeliveries(lines: ConnectedPair[]) {
  const sent = new Map<string, { at: number; heard: number }>();
  const latencies: number[] = [];
  const stamp = Math.random().toString(36).slice(2);
  let done: () => void = () => undefined;
  let count = 0;
  const heard = (text: string): void => {
    const message = sent.get(text);
    if (!message) return;
    message.heard += 1;
    if (message.heard < 2) return;
    sent.delete(text);
    latencies.push(performance.now() - message.at);
    if (sent.size === 0) done();
  };
  for (const line of lines) line.onReceived(heard);
  return {
    send: async (line: ConnectedPair, turn: number): Promise<void> => {
      const text = `${stamp} ${(count += 1)} ${TEXT}`;
      sent.set(text, { at: performance.now(), heard: 0 });
      await line.send(turn, text);
    },
    finish: async (begin: number): Promise<LoadResult> => {
      if (sent.size > 0) {
        await new Promise<void>((resolve, reject) => {
          done = resolve;
          setTimeout(() => reject(new Error(`${sent.size} messages never came`)), 30_000).unref();
        });
      }
      const seconds = (performance.now() - begin) / 1000;
      return {
        perSecond: latencies.length / seconds,
        p50: percentile(latencies, 50),
        p99: percentile(latencies, 99),
      };
    },
  };
}
