import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { User } from './user';

/** One act of a person with power over others' sessions. */
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

  @Column({ type: 'uuid' })
  subjectId!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;
}
