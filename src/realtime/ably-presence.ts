import * as Ably from 'ably';
import { LRUCache } from 'lru-cache';
import type { AblyAddress } from '../config/config';
import type { PresencePort } from '../sessions/presence-port';
import { ablyOptions } from './ably-options';
import { chatChannel } from './channels';

/** One answer serves everybody who watches for so long; so does one that could not be had. */
const REMEMBER_MS = 3_000;
const REMEMBER_AT_MOST = 10_000;
/** A board is better without presence than late. */
const PATIENCE_MS = 1_500;
/** Ably takes so many channels in one question. */
const BATCH = 100;

type People = ReadonlySet<string>;
type Answer = People | 'unknown';

/** Asks Ably who is in which session's room, many rooms at once and each at most once in a while. */
export class AblyPresence implements PresencePort {
  private readonly rest: Ably.Rest;
  private readonly known = new LRUCache<string, Answer>({
    max: REMEMBER_AT_MOST,
    ttl: REMEMBER_MS,
  });
  private readonly asked = new Map<string, Promise<unknown>>();

  constructor(key: string, address: AblyAddress) {
    this.rest = new Ably.Rest({
      ...ablyOptions(address),
      key,
      httpRequestTimeout: PATIENCE_MS,
      httpMaxRetryDuration: PATIENCE_MS,
      logLevel: 0,
    });
  }

  async peopleIn(sessionIds: readonly string[]): Promise<Map<string, People>> {
    const open = sessionIds.filter((id) => !this.known.has(id) && !this.asked.has(id));
    for (let from = 0; from < open.length; from += BATCH) this.ask(open.slice(from, from + BATCH));
    await Promise.all(sessionIds.flatMap((id) => this.asked.get(id) ?? []));
    const found = new Map<string, People>();
    for (const id of sessionIds) {
      const people = this.known.get(id);
      if (people !== undefined && people !== 'unknown') found.set(id, people);
    }
    return found;
  }

  /** Whoever asks for the same rooms meanwhile waits for this answer. */
  private ask(sessionIds: string[]): void {
    const asking = this.batch(sessionIds).then((answers) => {
      for (const id of sessionIds) {
        this.known.set(id, answers.get(chatChannel(id)) ?? 'unknown');
        this.asked.delete(id);
      }
    });
    for (const id of sessionIds) this.asked.set(id, asking);
  }

  private async batch(sessionIds: string[]): Promise<Map<string, People>> {
    const people = new Map<string, People>();
    try {
      // The SDK's types promise a list, Ably answers with one result for the one question.
      const answers = [await this.rest.batchPresence(sessionIds.map(chatChannel))].flat();
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
