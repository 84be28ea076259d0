import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';

/** Notes and rating of an ended session; its statistics are counted from messages. */
@Entity({ name: 'session_summaries' })
@Check('session_summaries_rating', 'rating BETWEEN 1 AND 5')
export class SessionSummary {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'session_summaries_pkey' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'session_summaries_conversation_id_fkey',
  })
  conversation?: Conversation;

  /** The psychologist's notes, encrypted like messages; null: none or erased. */
  @Column({ type: 'bytea', nullable: true })
  notes!: Buffer | null;

  /** Given by the client, once. */
  @Column({ type: 'smallint', nullable: true })
  rating!: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  ratedAt!: Date | null;

  @Column({ type: 'timestamptz' })
  updatedAt!: Date;
}
