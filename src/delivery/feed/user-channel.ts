import type { Redis } from 'ioredis';
import type { ChangeRef } from '../../chat/changes/change-event';
import type { RedisConnection } from '../../redis';

/** A change and the users it is for. */
export interface UserChangeRef {
  userIds: string[];
  ref: ChangeRef;
}

/** A change of an outbox event. */
export interface AppendedChange extends UserChangeRef {
  /** Identifies the event. */
  id: string;
  /** The shard of the event and the fencing number under which it is delivered. */
  shard: number;
  fence: number;
}

/** `offset`: the entry's id in the Redis stream, `<milliseconds>-<number>`. */
export interface UserChannelEntry extends Partial<UserChangeRef> {
  offset: string;
}

/** Entries retained for clients that reconnect: about two minutes of the busiest conversation. */
const MAX_STREAM_LENGTH = 50_000;
/** A batch that the relay repeats within this time is not appended again. */
const DEDUPLICATION_TTL_S = 300;
/** Fixed fields of our entries; processes of older releases read the stream by them. */
const ENTRY_FIELDS = ['uid', 'outbox', 'nsp', '/', 'type', '3'];
const OFFSET = /^\d{1,16}-\d{1,10}$/;

/**
 * Appends an entry unless it is known, or its shard has had a lease holder with a higher fencing number: a
 * command that was on its way for longer than ids are known must not append either.
 */
const APPEND_SCRIPT = `
for i = 4, #ARGV, 4 do
  local fence = tonumber(ARGV[i + 2])
  local newest = tonumber(redis.call('HGET', KEYS[2], ARGV[i + 1]) or '0')
  if fence > newest then
    redis.call('HSET', KEYS[2], ARGV[i + 1], fence)
  end
  if fence >= newest and redis.call('SET', ARGV[2] .. ARGV[i], 1, 'NX', 'EX', ARGV[3]) then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*',
      ${ENTRY_FIELDS.map((field) => `'${field}'`).join(', ')}, 'data', ARGV[i + 3])
  end
end`;

/**
 * A Redis stream of the changes for users, as ids. Each conversation has one writer, the relay that holds
 * the lease of its shard of the destination `feed`, so the stream holds each change once and those of a
 * conversation in order, and an offset identifies exactly what a client has received.
 */
export class UserChannel {
  readonly stream: string;

  constructor(
    private readonly redis: RedisConnection,
    prefix: string,
  ) {
    this.stream = `${prefix}:people`;
  }

  /** A connection for reads that block up to `blockMs`; waits while Redis is unavailable. */
  connect(blockMs: number): Redis {
    return this.redis.forBlockingReads(blockMs);
  }

  /**
   * Appends in order; repeating a call with the same ids appends nothing. Fencing numbers are those of
   * the database epoch: a restored database gives out lower ones.
   */
  async append(changes: AppendedChange[], epoch: string): Promise<void> {
    if (changes.length === 0) return;
    const entries = changes.flatMap(({ id, shard, fence, userIds, ref }) => [
      ...[id, shard, fence],
      JSON.stringify({ people: userIds, happening: ref }),
    ]);
    const fences = `${this.stream}:fences:${epoch}`;
    const seenPrefix = `${this.stream}:known:`;
    const options = [MAX_STREAM_LENGTH, seenPrefix, DEDUPLICATION_TTL_S];
    await this.redis.eval(APPEND_SCRIPT, 2, this.stream, fences, ...options, ...entries);
  }

  /** The offset of the newest entry. An empty stream gets an entry without content first. */
  async latestOffset(): Promise<string> {
    const [newest] = await this.redis.xrevrange(this.stream, '+', '-', 'COUNT', 1);
    if (newest) return newest[0];
    const added = await this.redis.xadd(this.stream, '*', ...ENTRY_FIELDS, 'data', '{}');
    return added ?? '0-0';
  }

  /** Waits up to `blockMs` for entries after an offset. */
  async readNext(
    connection: Redis,
    after: string,
    { count, blockMs }: { count: number; blockMs: number },
  ): Promise<UserChannelEntry[]> {
    const from = ['STREAMS', this.stream, after] as const;
    const found = await connection.xread('COUNT', count, 'BLOCK', blockMs, ...from);
    return (found?.[0]?.[1] ?? []).map(([offset, fields]) => ({
      offset,
      ...parseData(dataOf(fields)),
    }));
  }

  /** Of at most `count` entries after an offset, those for one user. */
  async readFor(
    userId: string,
    { after, count }: { after: string; count: number },
  ): Promise<{ entries: UserChannelEntry[]; last: string; isComplete: boolean }> {
    const all = await this.redis.xrange(this.stream, `(${after}`, '+', 'COUNT', count);
    const quoted = `"${userId}"`;
    const entries = all.flatMap(([offset, fields]): UserChannelEntry[] => {
      const data = dataOf(fields);
      // Most entries are for other users and need no parsing.
      const change = data.includes(quoted) ? parseData(data) : {};
      return change.userIds?.includes(userId) ? [{ offset, ...change }] : [];
    });
    return { entries, last: all.at(-1)?.[0] ?? after, isComplete: all.length < count };
  }

  /** Whether no entry after the offset was trimmed. */
  async holdsAllAfter(offset: string): Promise<boolean> {
    if (!OFFSET.test(offset)) return false;
    const [oldest] = await this.redis.xrange(this.stream, '-', '+', 'COUNT', 1);
    return oldest !== undefined && !isOffsetAfter(oldest[0], offset);
  }
}

export function isOffsetAfter(one: string, other: string): boolean {
  const [ms = 0, number = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && number > otherNumber);
}

function dataOf(fields: string[]): string {
  return fields[fields.indexOf('data') + 1] ?? '';
}

/** Empty for entries of older releases that carry no change. */
function parseData(data: string): Partial<UserChangeRef> {
  try {
    const { people, happening } = JSON.parse(data) as { people?: string[]; happening?: ChangeRef };
    return people && happening ? { userIds: people, ref: happening } : {};
  } catch {
    return {};
  }
}
