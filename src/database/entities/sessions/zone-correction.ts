import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Counseling } from './counseling';

/** A booking whose instant no longer shows the booked wall time, since its zone's rules changed. */
@Entity({ name: 'zone_corrections' })
export class ZoneCorrection {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'zone_corrections_pkey' })
  counselingId!: string;

  @ManyToOne(() => Counseling)
  @JoinColumn({
    name: 'counseling_id',
    foreignKeyConstraintName: 'zone_corrections_counseling_id_fkey',
  })
  counseling?: Counseling;

  /** The instant by the previous rules. */
  @PrimaryColumn({ type: 'timestamptz', primaryKeyConstraintName: 'zone_corrections_pkey' })
  startsAt!: Date;

  @Column({ type: 'timestamptz' })
  foundAt!: Date;

  /** The instant by the present rules; null when the booking could not be moved. */
  @Column({ type: 'timestamptz', nullable: true })
  movedTo!: Date | null;

  /** Error code of the failed move. */
  @Column({ type: 'text', nullable: true })
  problem!: string | null;
}
