import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { EndedSignIn } from './ended-sign-in';
import type { Role } from '../../../enums';

@Entity({ name: 'users' })
// Trigram index on name and email, created by a migration.
@Index('users_name_and_email', { synchronize: false })
@Check('users_role', `role IN ('client', 'psychologist', 'team')`)
export class User {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', primaryKeyConstraintName: 'users_pkey' })
  id!: string;

  /** Lower case. */
  @Index('users_email', { unique: true })
  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  fullName!: string;

  @Column({ type: 'text' })
  role!: Role;

  /** scrypt, as `$scrypt$ln=…,r=8,p=1$salt$hash`; formerly `salt:hash` in base64. */
  @Column({ type: 'text' })
  passwordHash!: string;

  /** IANA name; zone of a psychologist's weekly hours. */
  @Column({ type: 'text', default: 'Asia/Jakarta' })
  timezone!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Latest sign-in with the password; null: none yet. */
  @Column({ type: 'timestamptz', nullable: true })
  signedInAt!: Date | null;

  /** Tokens issued before are revoked; null: none. */
  @Column({ type: 'timestamptz', nullable: true })
  tokensValidFrom!: Date | null;

  /** Since when the team denies access; null: it does not. */
  @Column({ type: 'timestamptz', nullable: true })
  blockedAt!: Date | null;

  /** Loaded by `findAccount` only. */
  endedSignIns?: EndedSignIn[];

  /** When the user was anonymised; sign-in is impossible since. */
  @Column({ type: 'timestamptz', nullable: true })
  removedAt!: Date | null;
}
