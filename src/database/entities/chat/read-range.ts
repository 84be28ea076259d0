import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ConversationMember } from './conversation-member';

/** Consecutive messages that a member read at the same time. Ranges of a member never overlap. */
@Entity({ name: 'read_ranges' })
@Check('read_ranges_span', 'from_seq <= to_seq')
@Index('read_ranges_revision', ['conversationId', 'revision'])
@ForeignKey(() => ConversationMember, ['conversationId', 'userId'], ['conversationId', 'userId'], {
  name: 'read_ranges_member_fkey',
})
export class ReadRange {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'read_ranges_pkey' })
  conversationId!: string;

  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'read_ranges_pkey' })
  userId!: string;

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
