import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Something revoked tokens of a user. Processes poll these rows, to forget what they cached. */
@Entity({ name: 'access_revocations' })
export class AccessRevocation {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'access_revocations_pkey',
  })
  id!: string;

  @Column({ type: 'bigint' })
  userId!: string;

  @Index('access_revocations_at')
  @Column({ type: 'timestamptz', default: () => 'now()' })
  at!: Date;
}
