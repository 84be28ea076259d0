import type { Redis } from 'ioredis';
import type { Happening } from '../conversation/read-called';
import { isAfter } from './stream-offset';

/** Word of something that concerns people: ids and never words. */
export interface PersonCall {
  people: string[];
  happening: Happening;
}

/** A call at its place in the stream. */
export interface PlacedCall extends PersonCall {
  offset: string;
}

/** So much is kept for those who come back; some two minutes of the fullest conversation there is. */
const KEPT = 50_000;
/** How long a call that was taken is known, should the relay repeat it; seconds. */
const KNOWN_FOR = 300;
const ROOT = '/';
/** The adapter's word for an event to many; anything else it would not hand on. */
const BROADCAST = '3';
/** By which our entries are told from those that Socket.IO servers write to each other. */
export const WRITER = 'outbox';

const APPEND = `
for i = 4, #ARGV, 2 do
  if redis.call('SET', ARGV[2] .. ARGV[i], 1, 'NX', 'EX', ARGV[3]) then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*',
      'uid', '${WRITER}', 'nsp', '${ROOT}', 'type', '${BROADCAST}', 'data', ARGV[i + 1])
  end
end`;

/**
 * The stream over which Socket.IO's servers hear of each other, with one writer: the relay of the
 * lane `feed`. So it holds everything that concerns people once and in one order, and the place of
 * an entry, its offset, says exactly what somebody has been told.
 */
export class PersonLine {
  readonly stream: string;

  constructor(
    readonly redis: Redis,
    prefix: string,
  ) {
    this.stream = `${prefix}:people`;
  }

  /** Appends calls in their order, each once however often it is repeated. */
  async append(calls: { id: string; call: PersonCall }[]): Promise<void> {
    if (calls.length === 0) return;
    const entries = calls.flatMap(({ id, call }) => [id, JSON.stringify(call)]);
    const known = `${this.stream}:known:`;
    await this.redis.eval(APPEND, 1, this.stream, KEPT, known, KNOWN_FOR, ...entries);
  }

  /** Writes a mark that every process hears, and knows as its own or not. */
  async mark(text: string): Promise<void> {
    const entry = ['uid', WRITER, 'nsp', ROOT, 'type', BROADCAST];
    const data = JSON.stringify({ mark: text });
    await this.redis.xadd(this.stream, 'MAXLEN', '~', KEPT, '*', ...entry, 'data', data);
  }

  /** The entries after an offset, so many at most, and the calls to one person among them. */
  async callsTo(
    personId: string,
    { after, count }: { after: string; count: number },
  ): Promise<{ calls: PlacedCall[]; last: string; isAll: boolean }> {
    const entries = await this.redis.xrange(this.stream, `(${after}`, '+', 'COUNT', count);
    const name = `"${personId}"`;
    const calls = entries.flatMap(([offset, fields]) => {
      const data = fields[fields.indexOf('data') + 1] ?? '';
      // Looked for in the text first: most entries are about others and need no reading.
      const call = data.includes(name) ? readEntry(data) : undefined;
      return call && 'people' in call && call.people.includes(personId)
        ? [{ ...call, offset }]
        : [];
    });
    return { calls, last: entries.at(-1)?.[0] ?? after, isAll: entries.length < count };
  }

  /** Whether the stream still holds everything that came after an offset. */
  async reaches(offset: string): Promise<boolean> {
    if (!/^\d{1,16}-\d{1,10}$/.test(offset)) return false;
    const [oldest] = await this.redis.xrange(this.stream, '-', '+', 'COUNT', 1);
    return oldest !== undefined && !isAfter(oldest[0], offset);
  }
}

export function readEntry(data: string): PersonCall | { mark: string } | undefined {
  try {
    return JSON.parse(data) as PersonCall | { mark: string };
  } catch {
    return undefined;
  }
}
