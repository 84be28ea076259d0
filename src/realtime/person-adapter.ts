import { randomBytes } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import { readEntry, WRITER } from './person-line';
import type { PersonLine, PlacedCall } from './person-line';

type Adapter = ReturnType<ReturnType<typeof createAdapter>>;

/** Whoever has the words for what the stream says in ids; told in the order of the stream. */
export interface StreamReader {
  take(call: PlacedCall): void;
  /** A process marked where its reading begins. */
  mark(text: string, offset: string): void;
}

export interface PersonAdapter {
  /** What Socket.IO asks for: an adapter for each namespace. */
  make: (namespace: unknown) => Adapter;
  close(): void;
}

/** How long the adapter waits for news at once, and its end at most for it. */
const BLOCK_MS = 200;
const ID_BYTES = 15;

/**
 * Socket.IO's adapter for Redis streams, on connections of its own. What the relay wrote goes to the
 * reader; what servers say to each other stays the adapter's. Whoever comes back is known by their
 * token and where they were by their offset: so a killed process takes nothing along, and nothing
 * is told before somebody was let in again.
 */
export function personAdapter(line: PersonLine, reader: StreamReader): PersonAdapter {
  const redis = line.redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  catchSubscribing(redis);
  const make = createAdapter(redis, {
    streamName: line.stream,
    channelPrefix: line.stream,
    sessionKeyPrefix: `${line.stream}:session:`,
    blockTimeInMs: BLOCK_MS,
    onlyPlaintext: true,
  });
  return {
    // Socket.IO calls it with `new`, which an arrow function refuses.
    make: function (namespace) {
      return fit(make(namespace), line, reader);
    },
    close: () => redis.disconnect(),
  };
}

/** The library subscribes and never looks whether that failed: as it does when all ends meanwhile. */
function catchSubscribing(redis: Redis): void {
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => {
    const own = duplicate(override);
    const subscribe = own.subscribe.bind(own) as (...names: unknown[]) => Promise<unknown>;
    own.subscribe = (...names: unknown[]) => subscribe(...names).catch(() => undefined);
    return own;
  };
}

function fit(adapter: Adapter, line: PersonLine, reader: StreamReader): Adapter {
  const takeOthers = adapter.onRawMessage.bind(adapter);
  adapter.onRawMessage = (entry, offset) => {
    if (entry.uid !== WRITER) {
      takeOthers(entry, offset);
      return;
    }
    const call = readEntry(entry.data ?? '');
    if (call && 'mark' in call) reader.mark(call.mark, offset);
    else if (call) reader.take({ ...call, offset });
  };
  // With recovery on, the library would write whatever is emitted, words and all, into the stream.
  const broadcast = adapter.broadcast.bind(adapter);
  adapter.broadcast = (packet, options) =>
    broadcast(packet, { ...options, flags: { ...options.flags, local: true } });
  adapter.persistSession = () => undefined;
  adapter.restoreSession = async (pid, offset) => {
    if (!(await line.reaches(offset))) throw new Error('The stream does not reach back so far');
    const sid = randomBytes(ID_BYTES).toString('base64url');
    return { sid, pid, rooms: [], data: {}, missedPackets: [] };
  };
  return adapter;
}
