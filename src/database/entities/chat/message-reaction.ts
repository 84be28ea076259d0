import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Message } from './message';
import { User } from '../users/user';

/** An emoji reaction; unique per message, user and emoji. */
@Entity({ name: 'message_reactions' })
export class MessageReaction {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'message_reactions_pkey' })
  messageId!: string;

  @ManyToOne(() => Message)
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'message_reactions_message_id_fkey' })
  message?: Message;

  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'message_reactions_pkey' })
  userId!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'message_reactions_user_id_fkey' })
  user?: User;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'message_reactions_pkey' })
  emoji!: string;

  @Column({ type: 'timestamptz' })
  addedAt!: Date;
}
