import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { Conversation } from './conversation';
import { File } from '../files/file';
import { User } from '../users/user';
import type { MessageType, SystemEvent } from '../../../enums';

/** A message, encrypted with its conversation's key. */
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
@Index('messages_readable_client_id', ['id'], {
  where: `client_message_id !~ '^(~[A-Za-z0-9_-]{39,}|[A-Za-z0-9_-]{1,64})$'`,
})
@Index('messages_thread', ['threadRootId', 'id'], { where: 'thread_root_id IS NOT NULL' })
@Index('messages_changed', ['conversationId', 'changedRevision'], {
  where: 'changed_revision IS NOT NULL',
})
@Index('messages_block_ends', ['conversationId', 'seq'], { where: 'seq % 256 = 0' })
export class Message {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', primaryKeyConstraintName: 'messages_pkey' })
  id!: string;

  @Column({ type: 'bigint' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'messages_conversation_id_fkey',
  })
  conversation?: Conversation;

  /** 1, 2, 3 … without gaps per conversation. */
  @Column({ type: 'integer' })
  seq!: number;

  /** Null: a system message, or the sender was deleted. */
  @Column({ type: 'bigint', nullable: true })
  senderId!: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'sender_id', foreignKeyConstraintName: 'messages_sender_id_fkey' })
  sender?: User | null;

  @Column({ type: 'text' })
  type!: MessageType;

  @Column({ type: 'boolean', default: false })
  isAutomated!: boolean;

  /** Encrypted text; null once erased. */
  @Column({ type: 'bytea', nullable: true })
  content!: Buffer | null;

  /** Set by the client, to recognise a repeat; a text is encrypted, after a `~`. */
  @Column({ type: 'text', nullable: true })
  clientMessageId!: string | null;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  /** The message this one replies to. */
  @Column({ type: 'bigint', nullable: true })
  replyToId!: string | null;

  @ManyToOne(() => Message)
  @JoinColumn({ name: 'reply_to_id', foreignKeyConstraintName: 'messages_reply_to_id_fkey' })
  replyTo?: Message | null;

  /** First message of the thread. */
  @Column({ type: 'bigint', nullable: true })
  threadRootId!: string | null;

  @ManyToOne(() => Message)
  @JoinColumn({ name: 'thread_root_id', foreignKeyConstraintName: 'messages_thread_root_id_fkey' })
  threadRoot?: Message | null;

  @Column({ type: 'timestamptz', nullable: true })
  editedAt!: Date | null;

  /** Hidden from then on; the content stays encrypted until retention erases it. */
  @Column({ type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;

  /** Conversation revision of the last edit, deletion or reaction. */
  @Column({ type: 'integer', nullable: true })
  changedRevision!: number | null;

  /** Action and user ids of a system message. */
  @Column({ type: 'jsonb', nullable: true })
  systemEvent!: SystemEvent | null;

  /** Attachment. */
  @Index('messages_file_id', { unique: true, where: 'file_id IS NOT NULL' })
  @Column({ type: 'bigint', nullable: true })
  fileId!: string | null;

  @ManyToOne(() => File, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'file_id', foreignKeyConstraintName: 'messages_file_id_fkey' })
  file?: File | null;
}
