import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { limitedTo } from '../../src/cache-limit';
import type { ChangeRef } from '../../src/chat/changes/change-event';
import { selectDirectMembers } from '../../src/chat/conversation-repository';
import type { AppendedChange } from '../../src/delivery/feed/user-channel';
import type { OutboxEvent } from '../../src/delivery/outbox/outbox-event';
import type { QueuedEvent } from './delivery-queue';

const CACHE_SIZE = 50_000;

/** Finds the users that events concern: the two members of a direct conversation, who never change. */
export class UserChangeRefs {
  private readonly members = new LRUCache<string, string[]>(limitedTo(CACHE_SIZE));

  constructor(private readonly source: DataSource) {}

  /** One entry for each event of a direct conversation, in the order of the events. */
  async of(batch: QueuedEvent[]): Promise<AppendedChange[]> {
    const refs = batch.flatMap(({ event: { publishId: id, event }, lease: { shard, fence } }) => {
      const ref = toChangeRef(event);
      return ref ? [{ id, shard, fence, ref }] : [];
    });
    await this.loadMembers(refs.map(({ ref }) => ref.conversationId));
    return refs.flatMap((change) => {
      const userIds = this.members.get(change.ref.conversationId) ?? [];
      return userIds.length > 0 ? [{ ...change, userIds }] : [];
    });
  }

  /** Call when the database was restored: its ids may be of other conversations. */
  clear(): void {
    this.members.clear();
  }

  private async loadMembers(conversationIds: string[]): Promise<void> {
    const unknown = new Set(conversationIds.filter((id) => !this.members.has(id)));
    if (unknown.size === 0) return;
    const rows = await selectDirectMembers(this.source.manager, [...unknown]);
    const found = new Map(rows.map(({ conversationId, memberIds }) => [conversationId, memberIds]));
    for (const id of unknown) this.members.set(id, found.get(id) ?? []);
  }
}

function toChangeRef(event: OutboxEvent): ChangeRef | undefined {
  switch (event.kind) {
    case 'message.posted':
      return { conversationId: event.conversationId, messageId: event.messageId };
    case 'message.changed':
      return { conversationId: event.conversationId, messageId: event.messageId, changed: true };
    case 'conversation.read':
      return event.revision === undefined
        ? undefined
        : { conversationId: event.conversationId, revision: event.revision };
    default:
      return undefined;
  }
}
