import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { User } from './user';

/**
 * The assignment of a psychologist to a client; it governs their conversations outside sessions.
 */
@Entity({ name: 'care_assignments' })
@Check('care_assignments_span', 'started_at <= ended_at')
@Index('care_assignments_present', ['clientId'], { unique: true, where: 'ended_at IS NULL' })
@Index('care_assignments_pair', ['psychologistId', 'clientId', 'id'])
export class CareAssignment {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'care_assignments_pkey',
  })
  id!: string;

  @Column({ type: 'bigint' })
  clientId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'care_assignments_client_id_fkey' })
  client?: User;

  @Column({ type: 'bigint' })
  psychologistId!: string;

  @ManyToOne(() => User)
  @JoinColumn({
    name: 'psychologist_id',
    foreignKeyConstraintName: 'care_assignments_psychologist_id_fkey',
  })
  psychologist?: User;

  @Column({ type: 'timestamptz' })
  startedAt!: Date;

  /** Team member; null: the system. */
  @Column({ type: 'bigint', nullable: true })
  startedBy!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'started_by', foreignKeyConstraintName: 'care_assignments_started_by_fkey' })
  startedByUser?: User | null;

  /** Null: current. A client has at most one current assignment. */
  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'bigint', nullable: true })
  endedBy!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'ended_by', foreignKeyConstraintName: 'care_assignments_ended_by_fkey' })
  endedByUser?: User | null;
}
