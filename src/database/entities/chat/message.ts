import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Conversation } from './conversation';
import { File } from '../files/file';
import { User } from '../users/user';
import type { MessageType, SystemEvent } from '../../../enums';

/** One message; its words are sealed under its conversation's key. */
@Entity({ name: 'messages' })
@Check(
  'messages_type',
  `type IN ('text', 'image', 'file', 'system', 'sticker', 'automated', 'voice')`,
)
@Check('messages_replies', '(reply_to_id IS NULL) = (thread_root_id IS NULL)')
@Index('messages_seq', ['conversationId', 'seq'], { unique: true })
@Index('messages_client_message_id', ['conversationId', 'senderId', 'clientMessageId'], {
  unique: true,
  where: 'client_message_id IS NOT NULL',
})
@Index('messages_thread', ['threadRootId', 'id'], { where: 'thread_root_id IS NOT NULL' })
@Index('messages_changed', ['conversationId', 'changedRevision'], {
  where: 'changed_revision IS NOT NULL',
})
@Index('messages_block_ends', ['conversationId', 'seq'], { where: 'seq % 256 = 0' })
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

  /** The message that this one answers. */
  @ForeignKey(() => Message, { name: 'messages_reply_to_id_fkey' })
  @Column({ type: 'bigint', nullable: true })
  replyToId!: string | null;

  /** The message with which the thread began, through all answers in between. */
  @ForeignKey(() => Message, { name: 'messages_thread_root_id_fkey' })
  @Column({ type: 'bigint', nullable: true })
  threadRootId!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  editedAt!: Date | null;

  /** From then on nobody is shown the words; they stay sealed until retention takes them. */
  @Column({ type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;

  /** The conversation's revision at the last edit, deletion or reaction; null: there was none. */
  @Column({ type: 'integer', nullable: true })
  changedRevision!: number | null;

  /** What happened, where the system says so: an action and the ids of whom it concerns. */
  @Column({ type: 'jsonb', nullable: true })
  systemEvent!: SystemEvent | null;

  /** What was sent with it. */
  @ForeignKey(() => File, { name: 'messages_file_id_fkey', onDelete: 'SET NULL' })
  @Index('messages_file_id', { unique: true, where: 'file_id IS NOT NULL' })
  @Column({ type: 'bigint', nullable: true })
  fileId!: string | null;
}
