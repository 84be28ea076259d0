import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Message } from './message';
import { User } from '../users/user';

/** The content of a message before an edit. */
@Entity({ name: 'message_edits' })
export class MessageEdit {
  @ForeignKey(() => Message, { name: 'message_edits_message_id_fkey' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'message_edits_pkey' })
  messageId!: string;

  /** Conversation revision of the edit. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'message_edits_pkey' })
  revision!: number;

  /** Encrypted like messages; null once erased. */
  @Column({ type: 'bytea', nullable: true })
  content!: Buffer | null;

  /** Null: the editor was deleted. */
  @ForeignKey(() => User, { name: 'message_edits_edited_by_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'bigint', nullable: true })
  editedBy!: string | null;

  @Column({ type: 'timestamptz' })
  editedAt!: Date;
}
