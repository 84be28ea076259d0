import {
  Check,
  Column,
  Entity,
  Exclusion,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
} from 'typeorm';
import { User } from '../users/user';
import type { Method } from '../../../enums';

/** The appointment of a client with a psychologist. */
@Entity({ name: 'counselings' })
@Check('counselings_method', `method IN ('chat', 'video', 'call', 'in_person')`)
@Check('counselings_span', 'starts_at < ends_at')
@Exclusion(
  'counselings_client_overlap',
  'USING gist (client_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (released_at IS NULL)',
)
@Index('counselings_starts_at', ['startsAt'])
@Index('counselings_psychologist_id', ['psychologistId', 'startsAt'])
@Index('counselings_client_id', ['clientId', 'startsAt'])
export class Counseling {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'counselings_pkey' })
  id!: string;

  @Column({ type: 'bigint' })
  clientId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'counselings_client_id_fkey' })
  client?: User;

  @Column({ type: 'bigint' })
  psychologistId!: string;

  @ManyToOne(() => User)
  @JoinColumn({
    name: 'psychologist_id',
    foreignKeyConstraintName: 'counselings_psychologist_id_fkey',
  })
  psychologist?: User;

  @Column({ type: 'text' })
  method!: Method;

  @Column({ type: 'timestamptz' })
  startsAt!: Date;

  @Column({ type: 'timestamptz' })
  endsAt!: Date;

  /** IANA zone of the booking. */
  @Column({ type: 'text' })
  timezone!: string;

  /** Booked start as `yyyy-MM-ddTHH:mm:ss` in `timezone`; null until the worker fills it in. */
  @Column({ type: 'text', nullable: true })
  localStart!: string | null;

  /** Bookings of one weekly series. */
  @Column({ type: 'uuid', nullable: true })
  seriesId!: string | null;

  /** Wrapped key of the notes and the cancel reason; null once erased. */
  @Column({ type: 'bytea', nullable: true })
  dataKey!: Buffer | null;

  @Column({ type: 'bytea', nullable: true })
  notesCiphertext!: Buffer | null;

  @Column({ type: 'bytea', nullable: true })
  cancelReasonCiphertext!: Buffer | null;

  @Column({ type: 'timestamptz', nullable: true })
  cancelledAt!: Date | null;

  @Column({ type: 'bigint', nullable: true })
  cancelledBy!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'cancelled_by', foreignKeyConstraintName: 'counselings_cancelled_by_fkey' })
  cancelledByUser?: User | null;

  /** When the booked time was released: cancelled, or its session ended. */
  @Column({ type: 'timestamptz', nullable: true })
  releasedAt!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Rises with every move and cancellation: SEQUENCE of the calendar entry. */
  @Column({ type: 'integer', default: 1 })
  revision!: number;
}
