import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ConversationMember } from './conversation-member';

/** Consecutive messages that a member read at the same time. Ranges of a member never overlap. */
@Entity({ name: 'read_ranges' })
@Check('read_ranges_span', 'from_seq <= to_seq')
@Index('read_ranges_revision', ['conversationId', 'revision'])
export class ReadRange {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'read_ranges_pkey' })
  conversationId!: string;

  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'read_ranges_pkey' })
  userId!: string;

  @ManyToOne(() => ConversationMember)
  @JoinColumn([
    {
      name: 'conversation_id',
      referencedColumnName: 'conversationId',
      foreignKeyConstraintName: 'read_ranges_member_fkey',
    },
    {
      name: 'user_id',
      referencedColumnName: 'userId',
      foreignKeyConstraintName: 'read_ranges_member_fkey',
    },
  ])
  member?: ConversationMember;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'read_ranges_pkey' })
  fromSeq!: number;

  @Column({ type: 'integer' })
  toSeq!: number;

  @Column({ type: 'timestamptz' })
  readAt!: Date;

  /** Conversation revision of this receipt. */
  @Column({ type: 'integer' })
  revision!: number;
}
