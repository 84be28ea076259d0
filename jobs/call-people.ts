import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { selectPairs } from '../src/conversation/pair-store';
import type { Happening } from '../src/conversation/read-called';
import type { OutboxEvent } from '../src/outbox/outbox-event';
import type { StoredEvent } from '../src/outbox/outbox-store';

interface Call {
  id: string;
  call: { people: string[]; happening: Happening };
}

const KEPT = 50_000;

/** Finds out whom events concern: the two people of a pair's conversation, who never change. */
export class PeopleCalls {
  private readonly pairs = new LRUCache<string, string[]>({ max: KEPT });

  constructor(private readonly source: DataSource) {}

  /** A call for each event that people hear of by themselves, in the order of the events. */
  async of(events: StoredEvent[]): Promise<Call[]> {
    const found = events.flatMap(({ id, event }) => {
      const happening = happeningOf(event);
      return happening ? [{ id, happening }] : [];
    });
    await this.learn(found.map(({ happening }) => happening.conversationId));
    return found.flatMap(({ id, happening }) => {
      const people = this.pairs.get(happening.conversationId) ?? [];
      return people.length > 0 ? [{ id, call: { people, happening } }] : [];
    });
  }

  private async learn(ids: string[]): Promise<void> {
    const unknown = new Set(ids.filter((id) => !this.pairs.has(id)));
    if (unknown.size === 0) return;
    const pairs = await selectPairs(this.source.manager, [...unknown]);
    const people = new Map(pairs.map((pair) => [pair.conversationId, pair.people]));
    for (const id of unknown) this.pairs.set(id, people.get(id) ?? []);
  }
}

function happeningOf(event: OutboxEvent): Happening | undefined {
  if (event.kind === 'message.posted') {
    const { conversationId, messageId } = event;
    return { conversationId, messageId };
  }
  if (event.kind === 'message.changed') {
    const { conversationId, messageId } = event;
    return { conversationId, messageId, changed: true };
  }
  if (event.kind !== 'conversation.read' || event.revision === undefined) return undefined;
  const { conversationId, revision } = event;
  return { conversationId, revision };
}
