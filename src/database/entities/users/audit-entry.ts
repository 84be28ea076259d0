import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Conversation } from '../chat/conversation';
import { User } from './user';

/** A team action, or an access to other users' content. */
@Entity({ name: 'audit_log' })
@Index('audit_log_subject_id', ['subjectId'])
export class AuditEntry {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'audit_log_pkey',
  })
  id!: string;

  @Column({ type: 'bigint' })
  actorId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'actor_id', foreignKeyConstraintName: 'audit_log_actor_id_fkey' })
  actor?: User;

  /** Such as `session.start`, `session.end`, `session.cancel`. */
  @Column({ type: 'text' })
  action!: string;

  /** The session concerned, if any. */
  @Column({ type: 'uuid', nullable: true })
  subjectId!: string | null;

  /** The conversation concerned; null as well for an action on all of a kind. */
  @Index('audit_log_conversation_id')
  @Column({ type: 'bigint', nullable: true })
  conversationId!: string | null;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'audit_log_conversation_id_fkey',
  })
  conversation?: Conversation | null;

  /** The user concerned, if any. */
  @Column({ type: 'bigint', nullable: true })
  personId!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'person_id', foreignKeyConstraintName: 'audit_log_person_id_fkey' })
  person?: User | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
