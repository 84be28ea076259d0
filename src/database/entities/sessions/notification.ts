import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
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

  @Column({ type: 'bigint' })
  userId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'notifications_user_id_fkey' })
  user?: User;

  @Column({ type: 'text' })
  kind!: NotificationKind;

  /** Null: the notification is about the account itself. */
  @Column({ type: 'uuid', nullable: true })
  counselingId!: string | null;

  @ManyToOne(() => Counseling)
  @JoinColumn({
    name: 'counseling_id',
    foreignKeyConstraintName: 'notifications_counseling_id_fkey',
  })
  counseling?: Counseling | null;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  readAt!: Date | null;
}
