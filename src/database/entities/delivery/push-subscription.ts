import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../users/user';

/** A push subscription of a browser. */
@Entity({ name: 'push_subscriptions' })
export class PushSubscription {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'push_subscriptions_pkey',
  })
  id!: string;

  @ForeignKey(() => User, { name: 'push_subscriptions_user_id_fkey', onDelete: 'CASCADE' })
  @Index('push_subscriptions_user_id')
  @Column({ type: 'bigint' })
  userId!: string;

  @Index('push_subscriptions_endpoint', { unique: true })
  @Column({ type: 'text' })
  endpoint!: string;

  @Column({ type: 'text' })
  p256dh!: string;

  @Column({ type: 'text' })
  auth!: string;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;
}
