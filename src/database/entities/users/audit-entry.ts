import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
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

  @ForeignKey(() => User, { name: 'audit_log_actor_id_fkey' })
  @Column({ type: 'bigint' })
  actorId!: string;

  /** Such as `session.start`, `session.end`, `session.cancel`. */
  @Column({ type: 'text' })
  action!: string;

  /** The session concerned, if any. */
  @Column({ type: 'uuid', nullable: true })
  subjectId!: string | null;

  /** The conversation concerned; null as well for an action on all of a kind. */
  @ForeignKey(() => Conversation, { name: 'audit_log_conversation_id_fkey' })
  @Index('audit_log_conversation_id')
  @Column({ type: 'bigint', nullable: true })
  conversationId!: string | null;

  /** The user concerned, if any. */
  @ForeignKey(() => User, { name: 'audit_log_person_id_fkey' })
  @Column({ type: 'bigint', nullable: true })
  personId!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
