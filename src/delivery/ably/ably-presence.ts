import * as Ably from 'ably';
import { LRUCache } from 'lru-cache';
import type { AblyAddress } from '../../config/config';
import type { PresencePort } from '../../sessions/monitoring/presence-port';
import { ablyOptions } from './ably-options';
import { sessionChannel } from './channels';

/** One answer serves everybody who watches for so long; so does one that could not be had. */
const CACHE_TTL_MS = 3_000;
const CACHE_SIZE = 10_000;
/** A board is better without presence than late. */
const TIMEOUT_MS = 1_500;
/** Ably takes so many channels in one question. */
const BATCH_SIZE = 100;

type UserIds = ReadonlySet<string>;
type PresenceResult = UserIds | 'unknown';

/** Asks Ably who is in which session's room, many rooms at once and each at most once in a while. */
export class AblyPresence implements PresencePort {
  private readonly rest: Ably.Rest;
  private readonly cache = new LRUCache<string, PresenceResult>({
    max: CACHE_SIZE,
    ttl: CACHE_TTL_MS,
  });
  private readonly pending = new Map<string, Promise<unknown>>();

  constructor(key: string, address: AblyAddress) {
    this.rest = new Ably.Rest({
      ...ablyOptions(address),
      key,
      httpRequestTimeout: TIMEOUT_MS,
      httpMaxRetryDuration: TIMEOUT_MS,
      logLevel: 0,
    });
  }

  async usersInSessions(sessionIds: readonly string[]): Promise<Map<string, UserIds>> {
    const open = sessionIds.filter((id) => !this.cache.has(id) && !this.pending.has(id));
    for (let from = 0; from < open.length; from += BATCH_SIZE)
      this.requestBatch(open.slice(from, from + BATCH_SIZE));
    await Promise.all(sessionIds.flatMap((id) => this.pending.get(id) ?? []));
    const found = new Map<string, UserIds>();
    for (const id of sessionIds) {
      const people = this.cache.get(id);
      if (people !== undefined && people !== 'unknown') found.set(id, people);
    }
    return found;
  }

  /** Whoever asks for the same rooms meanwhile waits for this answer. */
  private requestBatch(sessionIds: string[]): void {
    const asking = this.fetchBatch(sessionIds).then((answers) => {
      for (const id of sessionIds) {
        this.cache.set(id, answers.get(sessionChannel(id)) ?? 'unknown');
        this.pending.delete(id);
      }
    });
    for (const id of sessionIds) this.pending.set(id, asking);
  }

  private async fetchBatch(sessionIds: string[]): Promise<Map<string, UserIds>> {
    const people = new Map<string, UserIds>();
    try {
      // The SDK's types promise a list, Ably answers with one result for the one question.
      const answers = [await this.rest.batchPresence(sessionIds.map(sessionChannel))].flat();
      for (const result of answers.flatMap(({ results }) => results)) {
        if ('error' in result) continue;
        people.set(result.channel, new Set(result.presence.map(({ clientId }) => clientId)));
      }
    } catch {
      // Away, or too slow: nobody can be told of, and nobody is told otherwise.
    }
    return people;
  }
}
