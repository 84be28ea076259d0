import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { User } from '../users/user';
import type { ConversationKind, ConversationState } from '../../../enums';

/** A conversation; its row lock orders `seq`. */
@Entity({ name: 'conversations' })
@Check('conversations_erased', 'erased_at IS NULL OR data_key IS NULL')
@Check('conversations_kind', `kind IN ('session', 'care', 'support', 'direct', 'group')`)
@Check('conversations_state', `state IN ('not_open', 'open', 'resolved', 'closed')`)
@Check(
  'conversations_pair_order',
  '(pair_low_id IS NULL) = (pair_high_id IS NULL) AND pair_low_id < pair_high_id',
)
@Index('conversations_pair', ['pairLowId', 'pairHighId'], {
  unique: true,
  where: 'pair_low_id IS NOT NULL',
})
@Index('conversations_support_state', ['state'], { where: `kind = 'support'` })
export class Conversation {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'conversations_pkey',
  })
  id!: string;

  @Column({ type: 'text' })
  kind!: ConversationKind;

  @Column({ type: 'text' })
  state!: ConversationState;

  /** Seq of the newest message, and the number of messages. */
  @Column({ type: 'integer', default: 0 })
  lastSeq!: number;

  @Column({ type: 'timestamptz', nullable: true })
  lastMessageAt!: Date | null;

  /** Wrapped key of all messages; null once erased. */
  @Column({ type: 'bytea', nullable: true })
  dataKey!: Buffer | null;

  /** Exempt from erasure since then. */
  @Column({ type: 'timestamptz', nullable: true })
  heldAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Members of a direct conversation, which is unique per two users: the smaller id first. */
  @Column({ type: 'bigint', nullable: true })
  pairLowId!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'pair_low_id', foreignKeyConstraintName: 'conversations_pair_low_id_fkey' })
  pairLow?: User | null;

  @Column({ type: 'bigint', nullable: true })
  pairHighId!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'pair_high_id', foreignKeyConstraintName: 'conversations_pair_high_id_fkey' })
  pairHigh?: User | null;

  /** Incremented under the row lock by every change except a new message. */
  @Column({ type: 'integer', default: 0 })
  revision!: number;

  /** Revision of the last change of the conversation itself: state, members. */
  @Column({ type: 'integer', default: 0 })
  ownRevision!: number;

  /** Revision of the last edit, deletion or reaction. */
  @Column({ type: 'integer', default: 0 })
  messageRevision!: number;

  /** Revision of the last delivery receipt. */
  @Column({ type: 'integer', default: 0 })
  deliveryRevision!: number;
}
