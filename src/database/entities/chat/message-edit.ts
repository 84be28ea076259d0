import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Message } from './message';
import { User } from '../users/user';

/** What a message said before it was edited. */
@Entity({ name: 'message_edits' })
export class MessageEdit {
  @ForeignKey(() => Message, { name: 'message_edits_message_id_fkey' })
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'message_edits_pkey' })
  messageId!: string;

  /** The conversation's revision that the edit made. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'message_edits_pkey' })
  revision!: number;

  /** The earlier words, sealed as messages are; null once erased. */
  @Column({ type: 'bytea', nullable: true })
  content!: Buffer | null;

  /** Null: whoever it was is gone. */
  @ForeignKey(() => User, { name: 'message_edits_edited_by_fkey', onDelete: 'SET NULL' })
  @Column({ type: 'bigint', nullable: true })
  editedBy!: string | null;

  @Column({ type: 'timestamptz' })
  editedAt!: Date;
}
