import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';
import { User } from '../users/user';
import type { Permission } from '../../../enums';

/** A member with their read and delivery state. */
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

  /** First presence while writing was possible; null: never arrived. */
  @Column({ type: 'timestamptz', nullable: true })
  arrivedAt!: Date | null;

  /** Highest seq delivered to a device; read messages count as delivered. */
  @Column({ type: 'integer', default: 0 })
  lastDeliveredSeq!: number;

  /** Conversation revision of the last delivery. */
  @Column({ type: 'integer', nullable: true })
  deliveredRevision!: number | null;

  /** Null: member from the start. */
  @Column({ type: 'timestamptz', nullable: true })
  joinedAt!: Date | null;

  /** Null: current member. */
  @Column({ type: 'timestamptz', nullable: true })
  leftAt!: Date | null;

  /** When this member archived it. */
  @Column({ type: 'timestamptz', nullable: true })
  archivedAt!: Date | null;

  /** Null: all permissions. */
  @Column({ type: 'text', array: true, nullable: true })
  permissions!: Permission[] | null;
}
