import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';

/** A request with the header `Idempotency-Key`, and its answer once there is one. */
@Entity({ name: 'idempotency_keys' })
export class IdempotencyKey {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'idempotency_keys_pkey' })
  userId!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'idempotency_keys_user_id_fkey' })
  user?: User;

  /** Method and path template. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_keys_pkey' })
  route!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_keys_pkey' })
  key!: string;

  /** Wrapped key of the fingerprint and the answer. */
  @Column({ type: 'bytea' })
  dataKey!: Buffer;

  /** HMAC of the request: a plain hash would confirm guesses of short texts. */
  @Column({ type: 'bytea' })
  fingerprint!: Buffer;

  /** Fences the answer: an attempt that was taken over cannot store its own. */
  @Column({ type: 'uuid' })
  attempt!: string;

  /** Until then the request counts as running; afterwards a repeat takes over. */
  @Column({ type: 'timestamptz' })
  runningUntil!: Date;

  /** Encrypted; null while the request runs. */
  @Column({ type: 'bytea', nullable: true })
  answer!: Buffer | null;

  @Index('idempotency_keys_created_at')
  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
