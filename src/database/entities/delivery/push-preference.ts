import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';

/** What a person wants to be woken for; without a row, for everything. */
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
