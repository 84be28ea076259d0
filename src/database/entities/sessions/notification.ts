import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Counseling } from './counseling';
import { User } from '../users/user';
import type { NotificationKind } from '../../../enums';

/** A notification; its text is made from `kind` and never stored. */
@Entity({ name: 'notifications' })
@Index('notifications_user_id', ['userId', 'id'])
export class Notification {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'notifications_pkey',
  })
  id!: string;

  @ForeignKey(() => User, { name: 'notifications_user_id_fkey' })
  @Column({ type: 'bigint' })
  userId!: string;

  @Column({ type: 'text' })
  kind!: NotificationKind;

  @ForeignKey(() => Counseling, { name: 'notifications_counseling_id_fkey' })
  @Column({ type: 'uuid' })
  counselingId!: string;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  readAt!: Date | null;
}
