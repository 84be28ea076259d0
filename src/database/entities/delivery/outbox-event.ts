import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** An event to deliver, written in the transaction of its cause. */
@Entity({ name: 'outbox_events' })
@Index('outbox_events_undelivered', ['destination', 'id'], {
  where: 'delivered_at IS NULL AND failed_at IS NULL',
})
@Index('outbox_events_put_off', ['destination', 'orderKey', 'id'], {
  where: 'not_before IS NOT NULL AND delivered_at IS NULL AND failed_at IS NULL',
})
@Index('outbox_events_delivered', ['deliveredAt'], { where: 'delivered_at IS NOT NULL' })
@Index('outbox_events_failed', ['id'], { where: 'failed_at IS NOT NULL' })
export class OutboxEventRow {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'outbox_events_pkey',
  })
  id!: string;

  /** A failing destination never delays another. */
  @Column({ name: 'lane', type: 'text' })
  destination!: string;

  @Column({ type: 'text' })
  kind!: string;

  /** Events with the same key are delivered in id order. */
  @Column({ type: 'text' })
  orderKey!: string;

  /**
   * Part of the ids under which the event is published. Random: an `id` is given out again by a
   * database that was restored from a backup. Null: written by an older release.
   */
  @Column({ type: 'uuid', nullable: true })
  publishId!: string | null;

  /** Ids and facts, no message content. */
  @Column({ type: 'jsonb' })
  payload!: unknown;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  deliveredAt!: Date | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** No retry before this time. */
  @Column({ type: 'timestamptz', nullable: true })
  notBefore!: Date | null;

  /** Set after the last failed attempt; reported by health checks. */
  @Column({ type: 'timestamptz', nullable: true })
  failedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  lastError!: string | null;
}
