import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A time in which no worker ran, so that no session opened or ended. */
@Entity({ name: 'worker_outages' })
@Check('worker_outages_span', 'ended_at > started_at')
export class WorkerOutage {
  /** The last heartbeat before it: workers that return together record it once. */
  @PrimaryColumn({ type: 'timestamptz', primaryKeyConstraintName: 'worker_outages_pkey' })
  startedAt!: Date;

  @Column({ type: 'timestamptz' })
  endedAt!: Date;
}
