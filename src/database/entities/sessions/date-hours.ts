import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';

/** Hours of one date, in place of the weekly hours of its weekday. */
@Entity({ name: 'date_hours' })
export class DateHours {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'date_hours_pkey' })
  psychologistId!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'psychologist_id',
    foreignKeyConstraintName: 'date_hours_psychologist_id_fkey',
  })
  psychologist?: User;

  /** YYYY-MM-DD in the psychologist's time zone. */
  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'date_hours_pkey' })
  date!: string;

  /** In minutes after midnight; none: no sessions that day. */
  @Column({ type: 'jsonb' })
  hours!: { startMinute: number; endMinute: number }[];
}
