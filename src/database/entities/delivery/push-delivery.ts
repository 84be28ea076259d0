import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { PushSubscription } from './push-subscription';

/** A push message of one event for one browser: ids and facts, no message content. */
@Entity({ name: 'push_deliveries' })
@Index('push_deliveries_due', ['notBefore'], { where: 'settled_at IS NULL' })
@Index('push_deliveries_settled_at', ['settledAt'], { where: 'settled_at IS NOT NULL' })
export class PushDelivery {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'push_deliveries_pkey' })
  eventId!: string;

  @Index('push_deliveries_subscription_id')
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'push_deliveries_pkey' })
  subscriptionId!: string;

  @ManyToOne(() => PushSubscription, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'subscription_id',
    foreignKeyConstraintName: 'push_deliveries_subscription_id_fkey',
  })
  subscription?: PushSubscription;

  @Column({ type: 'jsonb' })
  payload!: object;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  notBefore!: Date;

  /** When it was sent or abandoned; retained for an hour to recognise repeats of the event. */
  @Column({ type: 'timestamptz', nullable: true })
  settledAt!: Date | null;
}
