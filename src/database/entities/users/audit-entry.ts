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
import { User } from './user';

/** A sign-in, an action of the team or an operator, or an access to other users' content. Append-only. */
@Entity({ name: 'audit_log' })
@Check('audit_log_one_actor', '(actor_id IS NULL) <> (operator IS NULL)')
@Index('audit_log_subject_id', ['subjectId'])
export class AuditEntry {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'audit_log_pkey',
  })
  id!: string;

  @Index('audit_log_actor_id')
  @Column({ type: 'bigint', nullable: true })
  actorId!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'actor_id', foreignKeyConstraintName: 'audit_log_actor_id_fkey' })
  actor?: User | null;

  /** Who ran a command, where no user acted. */
  @Column({ type: 'text', nullable: true })
  operator!: string | null;

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
  @Index('audit_log_person_id')
  @Column({ type: 'bigint', nullable: true })
  personId!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'person_id', foreignKeyConstraintName: 'audit_log_person_id_fkey' })
  person?: User | null;

  @Column({ type: 'timestamptz' })
  at!: Date;

  /** Why, in the words of the actor. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** The network that the request came from: /24 or /64. */
  @Column({ type: 'text', nullable: true })
  network!: string | null;
}
