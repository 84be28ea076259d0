import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';
import { User } from '../users/user';
import type { Permission } from '../../../enums';

/** A person's place in a conversation, with the counters that spare us counting messages. */
@Entity({ name: 'conversation_members' })
@Check(
  'conversation_members_permissions',
  `permissions <@ ARRAY['read', 'write', 'upload', 'download']`,
)
export class ConversationMember {
  @ForeignKey(() => Conversation, { name: 'conversation_members_conversation_id_fkey' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'conversation_members_pkey' })
  conversationId!: string;

  @ForeignKey(() => User, { name: 'conversation_members_user_id_fkey' })
  @Index('conversation_members_user_id')
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'conversation_members_pkey' })
  userId!: string;

  @Column({ type: 'integer', default: 0 })
  lastReadSeq!: number;

  @Column({ type: 'integer', default: 0 })
  unreadCount!: number;

  /** When the person was first here while writing was possible; null: never came. */
  @Column({ type: 'timestamptz', nullable: true })
  arrivedAt!: Date | null;

  /** Up to here messages were handed to a device of theirs; what was read counts as delivered. */
  @Column({ type: 'integer', default: 0 })
  lastDeliveredSeq!: number;

  /** The conversation's revision at which that mark was moved last by a delivery. */
  @Column({ type: 'integer', nullable: true })
  deliveredRevision!: number | null;

  /** Null: there since the conversation began. */
  @Column({ type: 'timestamptz', nullable: true })
  joinedAt!: Date | null;

  /** Null: still there. */
  @Column({ type: 'timestamptz', nullable: true })
  leftAt!: Date | null;

  /** Since when it lies in this member's archive; null: it does not. */
  @Column({ type: 'timestamptz', nullable: true })
  archivedAt!: Date | null;

  /** What this member may do; null: everything. */
  @Column({ type: 'text', array: true, nullable: true })
  permissions!: Permission[] | null;
}
