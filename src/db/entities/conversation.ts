import { Check, Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ConversationKind, ConversationState } from '../../words';

/** A thread of messages; its row is the lock under which `seq` is given out. */
@Entity({ name: 'conversations' })
@Check('conversations_kind', `kind IN ('session', 'care', 'support', 'direct', 'group')`)
@Check('conversations_state', `state IN ('not_open', 'open', 'closed')`)
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

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
