import type { EntityManager } from 'typeorm';
import type { OutboxEvent } from '../delivery/outbox/outbox-event';

/** A line that the system adds to a conversation. */
export interface SystemMessage {
  text: string;
  type: 'automated' | 'system';
  /** In whose name it is said; null: nobody's. */
  senderId: string | null;
}

export interface ConversationChange {
  conversationId: string;
  state: 'open' | 'closed' | null;
  message: SystemMessage | null;
}

/**
 * What sessions ask of whoever keeps the conversation. Sessions own this shape and know nothing
 * behind it; every call joins the caller's transaction.
 */
export interface ConversationPort {
  /** Opens a conversation in which nobody may write yet; returns its id. */
  create(tx: EntityManager, memberIds: string[], at: Date): Promise<string>;
  /** Carries out all changes, each conversation at most once; returns the facts to tell. */
  change(tx: EntityManager, changes: ConversationChange[], at: Date): Promise<OutboxEvent[]>;
  /** The members of each conversation who never came while it was open. */
  absentees(tx: EntityManager, conversationIds: string[]): Promise<Map<string, string[]>>;
}
