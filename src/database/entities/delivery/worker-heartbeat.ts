import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a loop of a worker last completed a round, as of the heartbeat. */
export interface LoopHeartbeat {
  name: string;
  /** Since its last round. */
  ageMs: number;
  /** Between two rounds. */
  intervalMs: number;
  /** How much longer than the interval a round may take. */
  limitMs: number;
}

/** Heartbeat of a worker process. */
@Entity({ name: 'worker_heartbeats' })
export class WorkerHeartbeat {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'worker_heartbeats_pkey' })
  workerId!: string;

  @Column({ type: 'timestamptz' })
  beatAt!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  startedAt!: Date;

  /** A worker that stopped on request; null: it runs, or ended without notice. */
  @Column({ type: 'timestamptz', nullable: true })
  stoppedAt!: Date | null;

  /** The `owner` of its outbox leases. */
  @Column({ type: 'text', nullable: true })
  leaseOwner!: string | null;

  /** Milliseconds by which its clock is ahead of the database's. */
  @Column({ type: 'integer', nullable: true })
  clockDifferenceMs!: number | null;

  @Column({ type: 'jsonb', default: '[]' })
  loops!: LoopHeartbeat[];
}
