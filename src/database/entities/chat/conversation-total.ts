import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../users/user';
import type { ConversationKind } from '../../../enums';

/** Number of conversations per user, maintained by triggers so that lists need not count. */
@Entity({ name: 'conversation_totals' })
export class ConversationTotal {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'conversation_totals_pkey' })
  userId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'conversation_totals_user_id_fkey' })
  user?: User;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'conversation_totals_pkey' })
  kind!: ConversationKind;

  @PrimaryColumn({ type: 'boolean', primaryKeyConstraintName: 'conversation_totals_pkey' })
  isArchived!: boolean;

  @Column({ type: 'integer' })
  total!: number;
}
