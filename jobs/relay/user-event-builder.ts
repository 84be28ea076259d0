import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { selectDirectMembers } from '../../src/chat/members/direct-conversation-repository';
import type { EventRef } from '../../src/chat/changes/read-events';
import type { OutboxEvent } from '../../src/delivery/outbox/outbox-event';
import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';

interface UserEventAppend {
  id: string;
  call: { people: string[]; happening: EventRef };
}

const CACHE_SIZE = 50_000;

/** Finds out whom events concern: the two people of a pair's conversation, who never change. */
export class UserEventBuilder {
  private readonly cache = new LRUCache<string, string[]>({ max: CACHE_SIZE });

  constructor(private readonly source: DataSource) {}

  /** A call for each event that people hear of by themselves, in the order of the events. */
  async build(events: StoredEvent[]): Promise<UserEventAppend[]> {
    const found = events.flatMap(({ id, event }) => {
      const happening = happeningOf(event);
      return happening ? [{ id, happening }] : [];
    });
    await this.load(found.map(({ happening }) => happening.conversationId));
    return found.flatMap(({ id, happening }) => {
      const people = this.cache.get(happening.conversationId) ?? [];
      return people.length > 0 ? [{ id, call: { people, happening } }] : [];
    });
  }

  private async load(ids: string[]): Promise<void> {
    const unknown = new Set(ids.filter((id) => !this.cache.has(id)));
    if (unknown.size === 0) return;
    const pairs = await selectDirectMembers(this.source.manager, [...unknown]);
    const people = new Map(pairs.map((pair) => [pair.conversationId, pair.memberIds]));
    for (const id of unknown) this.cache.set(id, people.get(id) ?? []);
  }
}

function happeningOf(event: OutboxEvent): EventRef | undefined {
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
