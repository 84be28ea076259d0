import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A browser's sign-in that its person ended while its token would still have been good. */
@Entity({ name: 'ended_sign_ins' })
export class EndedSignIn {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'ended_sign_ins_pkey' })
  signInId!: string;

  /** When no token of the sign-in can be good any more. */
  @Column({ type: 'timestamptz' })
  forgetAt!: Date;
}
