import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';

/** How a psychologist is booked; without a row, the defaults apply. */
@Entity({ name: 'booking_settings' })
@Check('booking_settings_buffer', 'buffer_minutes BETWEEN 0 AND 120')
export class BookingSettings {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'booking_settings_pkey' })
  psychologistId!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'psychologist_id',
    foreignKeyConstraintName: 'booking_settings_psychologist_id_fkey',
  })
  psychologist?: User;

  /** Free time between two sessions that do not overlap. */
  @Column({ type: 'integer', default: 0 })
  bufferMinutes!: number;
}
