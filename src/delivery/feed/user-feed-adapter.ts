import { randomBytes } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import { parseEntry, WRITER_ID } from './user-channel';
import type { UserChannel, UserEventEntry } from './user-channel';

type Adapter = ReturnType<ReturnType<typeof createAdapter>>;

/** Whoever has the words for what the stream says in ids; told in the order of the stream. */
export interface StreamConsumer {
  onEvent(call: UserEventEntry): void;
  /** A process marked where its reading begins. */
  onMark(text: string, offset: string): void;
}

export interface UserFeedAdapter {
  /** What Socket.IO asks for: an adapter for each namespace. */
  create: (namespace: unknown) => Adapter;
  close(): void;
}

/** How long the adapter waits for news at once, and its end at most for it. */
const BLOCK_TIMEOUT_MS = 200;
const SOCKET_ID_BYTES = 15;

/**
 * Socket.IO's adapter for Redis streams, on connections of its own. What the relay wrote goes to the
 * reader; what servers say to each other stays the adapter's. Whoever comes back is known by their
 * token and where they were by their offset: so a killed process takes nothing along, and nothing
 * is told before somebody was let in again.
 */
export function createUserFeedAdapter(line: UserChannel, reader: StreamConsumer): UserFeedAdapter {
  const redis = line.redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  ignoreSubscribeErrors(redis);
  const make = createAdapter(redis, {
    streamName: line.stream,
    channelPrefix: line.stream,
    sessionKeyPrefix: `${line.stream}:session:`,
    blockTimeInMs: BLOCK_TIMEOUT_MS,
    onlyPlaintext: true,
  });
  return {
    // Socket.IO calls it with `new`, which an arrow function refuses.
    create: function (namespace) {
      return customizeAdapter(make(namespace), line, reader);
    },
    close: () => redis.disconnect(),
  };
}

/** The library subscribes and never looks whether that failed: as it does when all ends meanwhile. */
function ignoreSubscribeErrors(redis: Redis): void {
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => {
    const own = duplicate(override);
    const subscribe = own.subscribe.bind(own) as (...names: unknown[]) => Promise<unknown>;
    own.subscribe = (...names: unknown[]) => subscribe(...names).catch(() => undefined);
    return own;
  };
}

function customizeAdapter(adapter: Adapter, line: UserChannel, reader: StreamConsumer): Adapter {
  const takeOthers = adapter.onRawMessage.bind(adapter);
  adapter.onRawMessage = (entry, offset) => {
    if (entry.uid !== WRITER_ID) {
      takeOthers(entry, offset);
      return;
    }
    const call = parseEntry(entry.data ?? '');
    if (call && 'mark' in call) reader.onMark(call.mark, offset);
    else if (call) reader.onEvent({ ...call, offset });
  };
  // With recovery on, the library would write whatever is emitted, words and all, into the stream.
  const broadcast = adapter.broadcast.bind(adapter);
  adapter.broadcast = (packet, options) =>
    broadcast(packet, { ...options, flags: { ...options.flags, local: true } });
  adapter.persistSession = () => undefined;
  adapter.restoreSession = async (pid, offset) => {
    if (!(await line.holdsAllAfter(offset)))
      throw new Error('The stream does not reach back so far');
    const sid = randomBytes(SOCKET_ID_BYTES).toString('base64url');
    return { sid, pid, rooms: [], data: {}, missedPackets: [] };
  };
  return adapter;
}
