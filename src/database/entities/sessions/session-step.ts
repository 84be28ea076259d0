import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ChatSession } from './chat-session';
import { User } from '../users/user';
import type { Step, StepOutcome } from '../../../enums';

/** A row of a session's timeline: the source of truth for due and completed steps. */
@Entity({ name: 'session_steps' })
@Check('session_steps_outcome', `(outcome IS NULL) = (done_at IS NULL)`)
@Index('session_steps_due', ['dueAt'], { where: 'outcome IS NULL' })
@Index('session_steps_done', ['doneAt'], { where: "outcome = 'done'" })
export class SessionStep {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'session_steps_pkey' })
  sessionId!: string;

  @ManyToOne(() => ChatSession)
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'session_steps_session_id_fkey' })
  session?: ChatSession;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'session_steps_pkey' })
  generation!: number;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'session_steps_pkey' })
  step!: Step;

  @Column({ type: 'timestamptz' })
  dueAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  doneAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  outcome!: StepOutcome | null;

  /** Team member who did it manually; null: the system. */
  @Column({ type: 'bigint', nullable: true })
  doneBy!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'done_by', foreignKeyConstraintName: 'session_steps_done_by_fkey' })
  doneByUser?: User | null;

  /** Failed attempts. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** Code of the last failure, never personal content. */
  @Column({ type: 'text', nullable: true })
  lastError!: string | null;
}
