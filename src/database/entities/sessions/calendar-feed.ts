import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';

/** The private address under which a user's calendar reads their counselings. */
@Entity({ name: 'calendar_feeds' })
export class CalendarFeed {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'calendar_feeds_pkey' })
  userId!: string;

  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'calendar_feeds_user_id_fkey' })
  user?: User;

  /** SHA-256: the address is shown once and cannot be read from here. */
  @Index('calendar_feeds_secret_hash', { unique: true })
  @Column({ type: 'bytea' })
  secretHash!: Buffer;

  /** Language of its texts. */
  @Column({ type: 'text' })
  lang!: 'id' | 'en';

  @Column({ type: 'timestamptz' })
  createdAt!: Date;
}
