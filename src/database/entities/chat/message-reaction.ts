import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Message } from './message';
import { User } from '../users/user';

/** An emoji reaction; unique per message, user and emoji. */
@Entity({ name: 'message_reactions' })
export class MessageReaction {
  @ForeignKey(() => Message, { name: 'message_reactions_message_id_fkey' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'message_reactions_pkey' })
  messageId!: string;

  @ForeignKey(() => User, { name: 'message_reactions_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'message_reactions_pkey' })
  userId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'message_reactions_pkey' })
  emoji!: string;

  @Column({ type: 'timestamptz' })
  addedAt!: Date;
}
