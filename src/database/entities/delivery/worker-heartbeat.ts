import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Heartbeat of a worker process. */
@Entity({ name: 'worker_heartbeats' })
export class WorkerHeartbeat {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'worker_heartbeats_pkey' })
  workerId!: string;

  @Column({ type: 'timestamptz' })
  beatAt!: Date;
}
