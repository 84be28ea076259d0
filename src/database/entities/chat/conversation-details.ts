import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Conversation } from './conversation';
import { User } from '../users/user';

/** Title and settings of a conversation; most have no row and use the defaults. */
@Entity({ name: 'conversation_details' })
@Check('conversation_details_max_file_size', 'max_file_size BETWEEN 1 AND 10485760')
@Check('conversation_details_retention_days', 'retention_days >= 1')
export class ConversationDetails {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'conversation_details_pkey' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'conversation_details_conversation_id_fkey',
  })
  conversation?: Conversation;

  /** Encrypted like messages. */
  @Column({ type: 'bytea', nullable: true })
  title!: Buffer | null;

  @Column({ type: 'bigint', nullable: true })
  createdBy!: string | null;

  @ManyToOne(() => User)
  @JoinColumn({
    name: 'created_by',
    foreignKeyConstraintName: 'conversation_details_created_by_fkey',
  })
  createdByUser?: User | null;

  @Column({ type: 'boolean', default: true })
  allowFileUpload!: boolean;

  /** Bytes. */
  @Column({ type: 'integer', default: 10_485_760 })
  maxFileSize!: number;

  /** Extensions such as `.pdf`; null: all that the product accepts. */
  @Column({ type: 'text', array: true, nullable: true })
  allowedFileTypes!: string[] | null;

  /** Archived for its members when it closes. */
  @Column({ type: 'boolean', default: false })
  autoArchive!: boolean;

  /** Null: the retention of its kind. */
  @Column({ type: 'integer', nullable: true })
  retentionDays!: number | null;

  @Column({ type: 'timestamptz' })
  updatedAt!: Date;
}
