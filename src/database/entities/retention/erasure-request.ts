import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { Conversation } from '../chat/conversation';
import { User } from '../users/user';
import type { ErasureRefusal } from '../../../enums';

const OPEN = 'undone_at IS NULL AND executed_at IS NULL AND refused_at IS NULL';

/** The erasure of a conversation, or the removal of a user: asked by one, approved by another. */
@Entity({ name: 'erasure_requests' })
@Check('erasure_requests_subject', 'num_nonnulls(conversation_id, user_id) = 1')
@Check('erasure_requests_two_people', 'approved_by <> requested_by')
@Check(
  'erasure_requests_approved',
  `(started_at IS NULL AND executed_at IS NULL) OR (approved_by IS NOT NULL AND due_at IS NOT NULL)`,
)
@Index('erasure_requests_open_conversation', ['conversationId'], { unique: true, where: OPEN })
@Index('erasure_requests_open_user', ['userId'], { unique: true, where: OPEN })
@Index('erasure_requests_due', ['dueAt'], { where: OPEN })
export class ErasureRequest {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'erasure_requests_pkey',
  })
  id!: string;

  /** The conversation to erase; null: a user. */
  @Column({ type: 'bigint', nullable: true })
  conversationId!: string | null;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'erasure_requests_conversation_id_fkey',
  })
  conversation?: Conversation | null;

  /** The user to remove; null: a conversation. */
  @Column({ type: 'bigint', nullable: true })
  userId!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'erasure_requests_user_id_fkey' })
  user?: User | null;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'bigint' })
  requestedBy!: string;

  @ManyToOne(() => User)
  @JoinColumn({
    name: 'requested_by',
    foreignKeyConstraintName: 'erasure_requests_requested_by_fkey',
  })
  requester?: User;

  @Index('erasure_requests_requested_at')
  @Column({ type: 'timestamptz' })
  requestedAt!: Date;

  @Column({ type: 'bigint', nullable: true })
  approvedBy!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({
    name: 'approved_by',
    foreignKeyConstraintName: 'erasure_requests_approved_by_fkey',
  })
  approver?: User | null;

  @Column({ type: 'timestamptz', nullable: true })
  approvedAt!: Date | null;

  /** When the worker executes it; until then it can be undone. */
  @Column({ type: 'timestamptz', nullable: true })
  dueAt!: Date | null;

  @Column({ type: 'bigint', nullable: true })
  undoneBy!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'undone_by', foreignKeyConstraintName: 'erasure_requests_undone_by_fkey' })
  undoer?: User | null;

  @Column({ type: 'timestamptz', nullable: true })
  undoneAt!: Date | null;

  /** When a user was removed: conversations follow one by one, and nothing can be undone since. */
  @Column({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  executedAt!: Date | null;

  /** Conversations of the user that were on hold, so that they stayed. */
  @Column({ type: 'integer', default: 0 })
  held!: number;

  /** Why it could not be executed when it was due. */
  @Column({ type: 'text', nullable: true })
  refusal!: ErasureRefusal | null;

  @Column({ type: 'timestamptz', nullable: true })
  refusedAt!: Date | null;
}
