import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';

/** Push preferences of a user; without a row, everything is on. */
@Entity({ name: 'push_preferences' })
export class PushPreference {
  @ForeignKey(() => User, { name: 'push_preferences_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'push_preferences_pkey' })
  userId!: string;

  @Column({ type: 'boolean' })
  messages!: boolean;

  @Column({ type: 'boolean' })
  sessions!: boolean;
}
