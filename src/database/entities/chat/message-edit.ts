import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Message } from './message';
import { User } from '../users/user';

/** The content of a message before an edit. */
@Entity({ name: 'message_edits' })
export class MessageEdit {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'message_edits_pkey' })
  messageId!: string;

  @ManyToOne(() => Message)
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'message_edits_message_id_fkey' })
  message?: Message;

  /** Conversation revision of the edit. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'message_edits_pkey' })
  revision!: number;

  /** Encrypted like messages; null once erased. */
  @Column({ type: 'bytea', nullable: true })
  content!: Buffer | null;

  /** Null: the editor was deleted. */
  @Column({ type: 'bigint', nullable: true })
  editedBy!: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'edited_by', foreignKeyConstraintName: 'message_edits_edited_by_fkey' })
  editedByUser?: User | null;

  @Column({ type: 'timestamptz' })
  editedAt!: Date;
}
