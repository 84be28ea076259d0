import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { User } from './user';

/** The one-time link with which a user sets a password; a new one replaces it. */
@Entity({ name: 'password_links' })
export class PasswordLink {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'password_links_pkey' })
  userId!: string;

  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'password_links_user_id_fkey' })
  user?: User;

  /** SHA-256: the link is shown once and cannot be read from here. */
  @Index('password_links_secret_hash', { unique: true })
  @Column({ type: 'bytea' })
  secretHash!: Buffer;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  /** Null: not used yet. */
  @Column({ type: 'timestamptz', nullable: true })
  usedAt!: Date | null;
}
