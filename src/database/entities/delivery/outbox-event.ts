import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A fact that others must be told of, written in the transaction that made it. */
@Entity({ name: 'outbox_events' })
@Index('outbox_events_undelivered', ['lane', 'id'], {
  where: 'delivered_at IS NULL AND failed_at IS NULL',
})
@Index('outbox_events_put_off', ['lane', 'orderKey', 'id'], {
  where: 'not_before IS NOT NULL AND delivered_at IS NULL AND failed_at IS NULL',
})
@Index('outbox_events_failed', ['id'], { where: 'failed_at IS NOT NULL' })
export class OutboxEventRow {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'outbox_events_pkey',
  })
  id!: string;

  /** Where it leaves to; one lane out of order never holds up another. */
  @Column({ type: 'text' })
  lane!: string;

  @Column({ type: 'text' })
  kind!: string;

  /** Events with the same key leave in the order of their ids. */
  @Column({ type: 'text' })
  orderKey!: string;

  /** Ids and facts without words. */
  @Column({ type: 'jsonb' })
  payload!: unknown;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  deliveredAt!: Date | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** Not to be tried again before this instant. */
  @Column({ type: 'timestamptz', nullable: true })
  notBefore!: Date | null;

  /** Given up after the last try; shown to the team by health checks. */
  @Column({ type: 'timestamptz', nullable: true })
  failedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  lastError!: string | null;
}
