import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../../../enums';

@Entity({ name: 'users' })
// Trigram index on name and e-mail, created by a migration.
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

  /** scrypt, as `salt:hash` in base64. */
  @Column({ type: 'text' })
  passwordHash!: string;

  /** IANA name; zone of a psychologist's weekly hours. */
  @Column({ type: 'text', default: 'Asia/Jakarta' })
  timezone!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** When the user was anonymised; sign-in is impossible since. */
  @Column({ type: 'timestamptz', nullable: true })
  removedAt!: Date | null;
}
