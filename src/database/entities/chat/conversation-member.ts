import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
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
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'conversation_members_pkey' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'conversation_members_conversation_id_fkey',
  })
  conversation?: Conversation;

  @Index('conversation_members_user_id')
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'conversation_members_pkey' })
  userId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'conversation_members_user_id_fkey' })
  user?: User;

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

  /** Messages up to this seq were sent before the member joined: they are not shown. */
  @Column({ type: 'integer', default: 0 })
  visibleAfterSeq!: number;

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
