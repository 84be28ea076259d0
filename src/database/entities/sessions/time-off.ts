import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { User } from '../users/user';

/** A span without sessions, regardless of weekly hours. */
@Entity({ name: 'time_off' })
@Check('time_off_span', 'starts_at < ends_at')
export class TimeOff {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', primaryKeyConstraintName: 'time_off_pkey' })
  id!: string;

  @Index('time_off_psychologist_id')
  @Column({ type: 'bigint' })
  psychologistId!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'psychologist_id',
    foreignKeyConstraintName: 'time_off_psychologist_id_fkey',
  })
  psychologist?: User;

  @Column({ type: 'timestamptz' })
  startsAt!: Date;

  @Column({ type: 'timestamptz' })
  endsAt!: Date;
}
