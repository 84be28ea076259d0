import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../users/user';
import type { ConversationKind, ConversationState } from '../../../enums';

/** A thread of messages; its row is the lock under which `seq` is given out. */
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

  /** The seq of the newest message; also how many there are. */
  @Column({ type: 'integer', default: 0 })
  lastSeq!: number;

  @Column({ type: 'timestamptz', nullable: true })
  lastMessageAt!: Date | null;

  /** Wrapped key of every message; null once erased. */
  @Column({ type: 'bytea', nullable: true })
  dataKey!: Buffer | null;

  /** Since when the law forbids to erase it; null: it goes with its time. */
  @Column({ type: 'timestamptz', nullable: true })
  heldAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** The two people of a conversation that exists once for them, the smaller id first. */
  @ForeignKey(() => User, { name: 'conversations_pair_low_id_fkey' })
  @Column({ type: 'bigint', nullable: true })
  pairLowId!: string | null;

  @ForeignKey(() => User, { name: 'conversations_pair_high_id_fkey' })
  @Column({ type: 'bigint', nullable: true })
  pairHighId!: string | null;

  /** Raised, under the row's lock, by everything that changes but a new message. */
  @Column({ type: 'integer', default: 0 })
  revision!: number;

  /** The revision at which the conversation itself changed last: its state, its members. */
  @Column({ type: 'integer', default: 0 })
  ownRevision!: number;

  /** The revision at which one of its messages was last edited, deleted or reacted to. */
  @Column({ type: 'integer', default: 0 })
  messageRevision!: number;

  /** The revision at which a member's mark of what was delivered moved last. */
  @Column({ type: 'integer', default: 0 })
  deliveryRevision!: number;
}
