import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The right to deliver one shard of an outbox destination, until a time by the database's clock. */
@Entity({ name: 'outbox_leases' })
export class OutboxLease {
  @PrimaryColumn({
    name: 'lane',
    type: 'text',
    primaryKeyConstraintName: 'outbox_leases_pkey',
  })
  destination!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'outbox_leases_pkey' })
  shard!: number;

  /** Number of shards of the destination; that of shard 0 counts, and shards from it on are unused. */
  @Column({ type: 'integer' })
  shardCount!: number;

  /** The worker process that holds the lease. */
  @Column({ type: 'text', nullable: true })
  owner!: string | null;

  /** Rises with every owner and never falls: work under an older number is refused. */
  @Column({ type: 'integer', default: 0 })
  fence!: number;

  /** Without an owner: until then the shard is reserved for `requestedBy`. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  expiresAt!: Date;

  /** A worker process with too few shards, to which the owner releases this one. */
  @Column({ type: 'text', nullable: true })
  requestedBy!: string | null;
}
