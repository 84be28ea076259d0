import type { EntityManager } from 'typeorm';
import type { OutboxEvent } from '../delivery/outbox/outbox-event';

export interface SystemMessage {
  text: string;
  type: 'automated' | 'system';
  /** Null: a system message without sender. */
  senderId: string | null;
}

export interface ConversationChange {
  conversationId: string;
  state: 'open' | 'closed' | null;
  message: SystemMessage | null;
}

/**
 * The operations on conversations that sessions need; implemented by chat. Every call joins the
 * caller's transaction.
 */
export interface ConversationPort {
  /** Creates a conversation in state `not_open`; returns its id. */
  create(tx: EntityManager, memberIds: string[], at: Date): Promise<string>;
  /**
   * Locks those conversations, with their members, that no other transaction holds; returns their
   * ids.
   */
  tryLock(tx: EntityManager, conversationIds: string[]): Promise<Set<string>>;
  /**
   * Applies all changes, each conversation at most once; returns the events to append. The caller
   * holds the locks of several conversations.
   */
  change(tx: EntityManager, changes: ConversationChange[], at: Date): Promise<OutboxEvent[]>;
  /** Members of each conversation who never arrived while it was open. */
  absentees(tx: EntityManager, conversationIds: string[]): Promise<Map<string, string[]>>;
  /** Records that a member was seen in an open conversation; the first time counts. */
  arrive(
    tx: EntityManager,
    arrival: { conversationId: string; userId: string; at: Date },
  ): Promise<void>;
}
