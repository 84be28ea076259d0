import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A browser sign-in, or one token, that was ended before it expired. */
@Entity({ name: 'ended_sign_ins' })
export class EndedSignIn {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'ended_sign_ins_pkey' })
  signInId!: string;

  /** When all tokens of the sign-in have expired. */
  @Column({ type: 'timestamptz' })
  forgetAt!: Date;

  /** Whose it was; null: stored before this was recorded. */
  @Index('ended_sign_ins_user_id')
  @Column({ type: 'bigint', nullable: true })
  userId!: string | null;
}
