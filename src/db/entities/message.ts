import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Conversation } from './conversation';
import { User } from './user';
import type { MessageType } from '../../words';

/** One message; its words are sealed under its conversation's key. */
@Entity({ name: 'messages' })
@Check(
  'messages_type',
  `type IN ('text', 'image', 'file', 'system', 'sticker', 'automated', 'voice')`,
)
@Index('messages_seq', ['conversationId', 'seq'], { unique: true })
@Index('messages_client_message_id', ['conversationId', 'senderId', 'clientMessageId'], {
  unique: true,
  where: 'client_message_id IS NOT NULL',
})
export class Message {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', primaryKeyConstraintName: 'messages_pkey' })
  id!: string;

  @ForeignKey(() => Conversation, { name: 'messages_conversation_id_fkey' })
  @Column({ type: 'bigint' })
  conversationId!: string;

  /** 1, 2, 3 … without gaps in its conversation. */
  @Column({ type: 'integer' })
  seq!: number;

  /** Null: the system speaks, or whoever spoke is gone. */
  @ForeignKey(() => User, { name: 'messages_sender_id_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'bigint', nullable: true })
  senderId!: string | null;

  @Column({ type: 'text' })
  type!: MessageType;

  @Column({ type: 'boolean', default: false })
  isAutomated!: boolean;

  /** Sealed text; null once erased. */
  @Column({ type: 'bytea', nullable: true })
  content!: Buffer | null;

  /** Given by the sender so that a repeat is recognised. */
  @Column({ type: 'text', nullable: true })
  clientMessageId!: string | null;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;
}
