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

/** An interval of the week in which a psychologist accepts sessions, in their time zone. */
@Entity({ name: 'weekly_hours' })
@Check(
  'weekly_hours_span',
  'weekday BETWEEN 1 AND 7 AND 0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440',
)
export class WeeklyHours {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'weekly_hours_pkey',
  })
  id!: string;

  @Index('weekly_hours_psychologist_id')
  @Column({ type: 'bigint' })
  psychologistId!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'psychologist_id',
    foreignKeyConstraintName: 'weekly_hours_psychologist_id_fkey',
  })
  psychologist?: User;

  /** ISO: 1 is Monday, 7 is Sunday. */
  @Column({ type: 'smallint' })
  weekday!: number;

  /** Minutes after midnight, 0…1439. */
  @Column({ type: 'smallint' })
  startMinute!: number;

  /** Minutes after midnight, at most 1440: the end of the day. */
  @Column({ type: 'smallint' })
  endMinute!: number;
}
