import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Conversation } from '../chat/conversation';
import { User } from './user';

/** One act of a person with power over others' sessions, or one look into others' words. */
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

  /** The session it was about, if it was about one. */
  @Column({ type: 'uuid', nullable: true })
  subjectId!: string | null;

  /** The conversation it was about; null as well: about all of a kind. */
  @ForeignKey(() => Conversation, { name: 'audit_log_conversation_id_fkey' })
  @Index('audit_log_conversation_id')
  @Column({ type: 'bigint', nullable: true })
  conversationId!: string | null;

  /** The person it was about, if it was about one. */
  @ForeignKey(() => User, { name: 'audit_log_person_id_fkey' })
  @Column({ type: 'bigint', nullable: true })
  personId!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
