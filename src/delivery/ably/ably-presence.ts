import * as Ably from 'ably';
import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../cache-limit';
import type { AblyAddress } from '../../config/config';
import type { PresencePort } from '../../sessions/monitoring/presence-port';
import { ablyOptions, requestDeadline } from './ably-options';
import { sessionChannel } from './channels';

/** Failures are cached as well. */
const CACHE_TTL_MS = 3_000;
const CACHE_SIZE = 10_000;
/** The team's session list is shown without presence rather than late. */
const TIMEOUT_MS = 1_500;
/** Ably's limit of channels per request. */
const BATCH_SIZE = 100;

type UserIds = ReadonlySet<string>;
type PresenceResult = UserIds | 'unknown';

/** Reads the presence of many sessions' channels at once, cached for a few seconds. */
export class AblyPresence implements PresencePort {
  private readonly rest: Ably.Rest;
  private readonly cache = new LRUCache<string, PresenceResult>({
    ...limitedTo(CACHE_SIZE),
    ttl: CACHE_TTL_MS,
  });
  private readonly pending = new Map<string, Promise<unknown>>();

  constructor(key: string, address: AblyAddress) {
    this.rest = new Ably.Rest({
      ...ablyOptions(address),
      key,
      ...requestDeadline(TIMEOUT_MS),
      logLevel: 0,
    });
  }

  async usersInSessions(sessionIds: readonly string[]): Promise<Map<string, UserIds>> {
    const missing = sessionIds.filter((id) => !this.cache.has(id) && !this.pending.has(id));
    for (let from = 0; from < missing.length; from += BATCH_SIZE) {
      this.requestBatch(missing.slice(from, from + BATCH_SIZE));
    }
    await Promise.all(sessionIds.flatMap((id) => this.pending.get(id) ?? []));
    const found = new Map<string, UserIds>();
    for (const id of sessionIds) {
      const userIds = this.cache.get(id);
      if (userIds !== undefined && userIds !== 'unknown') found.set(id, userIds);
    }
    return found;
  }

  /** Concurrent calls for the same sessions share the request. */
  private requestBatch(sessionIds: string[]): void {
    const request = this.fetchBatch(sessionIds).then((results) => {
      for (const id of sessionIds) {
        this.cache.set(id, results.get(sessionChannel(id)) ?? 'unknown');
        this.pending.delete(id);
      }
    });
    for (const id of sessionIds) this.pending.set(id, request);
  }

  private async fetchBatch(sessionIds: string[]): Promise<Map<string, UserIds>> {
    const byChannel = new Map<string, UserIds>();
    try {
      // Contrary to the SDK's types, one request has one result instead of a list.
      const responses = [await this.rest.batchPresence(sessionIds.map(sessionChannel))].flat();
      for (const result of responses.flatMap(({ results }) => results)) {
        if ('error' in result) continue;
        byChannel.set(result.channel, new Set(result.presence.map(({ clientId }) => clientId)));
      }
    } catch {
      // Unavailable or too slow: presence of these sessions is unknown.
    }
    return byChannel;
  }
}
