import type { Redis } from 'ioredis';
import type { EventRef } from '../../chat/changes/read-events';
import { isOffsetAfter } from './stream-offset';

/** Word of something that concerns people: ids and never words. */
export interface UserEventRef {
  people: string[];
  happening: EventRef;
}

/** A call at its place in the stream. */
export interface UserEventEntry extends UserEventRef {
  offset: string;
}

/** So much is kept for those who come back; some two minutes of the fullest conversation there is. */
const MAX_STREAM_LENGTH = 50_000;
/** How long a call that was taken is known, should the relay repeat it; seconds. */
const DEDUPLICATION_TTL_S = 300;
const ROOT_NAMESPACE = '/';
/** The adapter's word for an event to many; anything else it would not hand on. */
const BROADCAST_TYPE = '3';
/** By which our entries are told from those that Socket.IO servers write to each other. */
export const WRITER_ID = 'outbox';

const APPEND_SCRIPT = `
for i = 4, #ARGV, 2 do
  if redis.call('SET', ARGV[2] .. ARGV[i], 1, 'NX', 'EX', ARGV[3]) then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*',
      'uid', '${WRITER_ID}', 'nsp', '${ROOT_NAMESPACE}', 'type', '${BROADCAST_TYPE}', 'data', ARGV[i + 1])
  end
end`;

/**
 * The stream over which Socket.IO's servers hear of each other, with one writer: the relay of the
 * lane `feed`. So it holds everything that concerns people once and in one order, and the place of
 * an entry, its offset, says exactly what somebody has been told.
 */
export class UserChannel {
  readonly stream: string;

  constructor(
    readonly redis: Redis,
    prefix: string,
  ) {
    this.stream = `${prefix}:people`;
  }

  /** Appends calls in their order, each once however often it is repeated. */
  async append(calls: { id: string; call: UserEventRef }[]): Promise<void> {
    if (calls.length === 0) return;
    const entries = calls.flatMap(({ id, call }) => [id, JSON.stringify(call)]);
    const known = `${this.stream}:known:`;
    await this.redis.eval(
      APPEND_SCRIPT,
      1,
      this.stream,
      MAX_STREAM_LENGTH,
      known,
      DEDUPLICATION_TTL_S,
      ...entries,
    );
  }

  /** Writes a mark that every process hears, and knows as its own or not. */
  async appendMark(text: string): Promise<void> {
    const entry = ['uid', WRITER_ID, 'nsp', ROOT_NAMESPACE, 'type', BROADCAST_TYPE];
    const data = JSON.stringify({ mark: text });
    await this.redis.xadd(
      this.stream,
      'MAXLEN',
      '~',
      MAX_STREAM_LENGTH,
      '*',
      ...entry,
      'data',
      data,
    );
  }

  /** The entries after an offset, so many at most, and the calls to one person among them. */
  async readFor(
    personId: string,
    { after, count }: { after: string; count: number },
  ): Promise<{ calls: UserEventEntry[]; last: string; isAll: boolean }> {
    const entries = await this.redis.xrange(this.stream, `(${after}`, '+', 'COUNT', count);
    const name = `"${personId}"`;
    const calls = entries.flatMap(([offset, fields]) => {
      const data = fields[fields.indexOf('data') + 1] ?? '';
      // Looked for in the text first: most entries are about others and need no reading.
      const call = data.includes(name) ? parseEntry(data) : undefined;
      return call && 'people' in call && call.people.includes(personId)
        ? [{ ...call, offset }]
        : [];
    });
    return { calls, last: entries.at(-1)?.[0] ?? after, isAll: entries.length < count };
  }

  /** Whether the stream still holds everything that came after an offset. */
  async holdsAllAfter(offset: string): Promise<boolean> {
    if (!/^\d{1,16}-\d{1,10}$/.test(offset)) return false;
    const [oldest] = await this.redis.xrange(this.stream, '-', '+', 'COUNT', 1);
    return oldest !== undefined && !isOffsetAfter(oldest[0], offset);
  }
}

export function parseEntry(data: string): UserEventRef | { mark: string } | undefined {
  try {
    return JSON.parse(data) as UserEventRef | { mark: string };
  } catch {
    return undefined;
  }
}
