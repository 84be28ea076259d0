import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';

/** Push preferences of a user; without a row, everything is on. */
@Entity({ name: 'push_preferences' })
export class PushPreference {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'push_preferences_pkey' })
  userId!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'push_preferences_user_id_fkey' })
  user?: User;

  @Column({ type: 'boolean' })
  messages!: boolean;

  @Column({ type: 'boolean' })
  sessions!: boolean;
}
