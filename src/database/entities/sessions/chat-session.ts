import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Conversation } from '../chat/conversation';
import { Counseling } from './counseling';
import { User } from '../users/user';
import type { Role, SessionStatus } from '../../../enums';

/** The chat session of a counseling: the state of the session machine. */
@Entity({ name: 'chat_sessions' })
@Check('chat_sessions_status', `status IN ('pending', 'active', 'completed', 'cancelled')`)
@Check('chat_sessions_extension', `(extension_asked_by IS NULL) = (extension_asked_at IS NULL)`)
@Index('chat_sessions_one_active_per_client', ['clientId'], {
  unique: true,
  where: `status = 'active'`,
})
@Index('chat_sessions_active_of_psychologist', ['psychologistId'], { where: `status = 'active'` })
export class ChatSession {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'chat_sessions_pkey' })
  id!: string;

  @Index('chat_sessions_counseling_id', { unique: true })
  @Column({ type: 'uuid' })
  counselingId!: string;

  @ManyToOne(() => Counseling)
  @JoinColumn({
    name: 'counseling_id',
    foreignKeyConstraintName: 'chat_sessions_counseling_id_fkey',
  })
  counseling?: Counseling;

  @Index('chat_sessions_conversation_id', { unique: true })
  @Column({ type: 'bigint' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'chat_sessions_conversation_id_fkey',
  })
  conversation?: Conversation;

  @Column({ type: 'bigint' })
  clientId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'chat_sessions_client_id_fkey' })
  client?: User;

  @Column({ type: 'bigint' })
  psychologistId!: string;

  @ManyToOne(() => User)
  @JoinColumn({
    name: 'psychologist_id',
    foreignKeyConstraintName: 'chat_sessions_psychologist_id_fkey',
  })
  psychologist?: User;

  @Column({ type: 'text' })
  status!: SessionStatus;

  @Column({
    type: 'boolean',
    generatedType: 'STORED',
    asExpression: `status = 'active'`,
    insert: false,
    update: false,
  })
  isActive!: boolean;

  @Column({
    type: 'boolean',
    generatedType: 'STORED',
    asExpression: `status = 'active'`,
    insert: false,
    update: false,
  })
  isChatEnabled!: boolean;

  /** Incremented by every reschedule and extension: steps of an older generation have no effect. */
  @Column({ type: 'integer', default: 1 })
  generation!: number;

  /** Incremented by every change of state. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  /** `system`: the automatic end. */
  @Column({ type: 'text', nullable: true })
  endedBy!: Role | 'system' | null;

  /** The participant who asked to extend the session, until the other answers. */
  @Column({ type: 'bigint', nullable: true })
  extensionAskedBy!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({
    name: 'extension_asked_by',
    foreignKeyConstraintName: 'chat_sessions_extension_asked_by_fkey',
  })
  extensionAskedByUser?: User | null;

  @Column({ type: 'timestamptz', nullable: true })
  extensionAskedAt!: Date | null;

  /** Participants who never arrived while the chat was open. */
  @Column({ type: 'text', nullable: true })
  noShow!: 'client' | 'psychologist' | 'both' | null;
}
