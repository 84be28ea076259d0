import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A browser sign-in that was ended before its tokens expired. */
@Entity({ name: 'ended_sign_ins' })
export class EndedSignIn {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'ended_sign_ins_pkey' })
  signInId!: string;

  /** When all tokens of the sign-in have expired. */
  @Column({ type: 'timestamptz' })
  forgetAt!: Date;
}
