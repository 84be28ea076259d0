import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../../../enums';

/** A person who can sign in. */
@Entity({ name: 'users' })
// Over name and e-mail together, in trigrams, which only a migration can say.
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

  /** IANA name; the wall clock of a psychologist's weekly hours. */
  @Column({ type: 'text', default: 'Asia/Jakarta' })
  timezone!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Since when nothing tells who this was; nobody can sign in as them. */
  @Column({ type: 'timestamptz', nullable: true })
  removedAt!: Date | null;
}
