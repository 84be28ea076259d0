import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Conversation } from '../chat/conversation';
import { FileBlob } from './file-blob';
import { User } from '../users/user';

/** A file in a conversation; name and key are encrypted with the conversation's data key. */
@Entity({ name: 'files' })
export class File {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', primaryKeyConstraintName: 'files_pkey' })
  id!: string;

  /** The same bytes from the same user are stored once. */
  @Index('files_blob_id')
  @Column({ type: 'bigint' })
  blobId!: string;

  @ManyToOne(() => FileBlob)
  @JoinColumn({ name: 'blob_id', foreignKeyConstraintName: 'files_blob_id_fkey' })
  blob?: FileBlob;

  @Index('files_conversation_id')
  @Column({ type: 'bigint' })
  conversationId!: string;

  @ManyToOne(() => Conversation)
  @JoinColumn({ name: 'conversation_id', foreignKeyConstraintName: 'files_conversation_id_fkey' })
  conversation?: Conversation;

  @Column({ type: 'bigint' })
  uploadedBy!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'uploaded_by', foreignKeyConstraintName: 'files_uploaded_by_fkey' })
  uploader?: User;

  /** Null once erased, as is the key; the unused blob is then removed. */
  @Column({ type: 'bytea', nullable: true })
  name!: Buffer | null;

  @Column({ type: 'bytea', nullable: true })
  wrappedKey!: Buffer | null;

  @Column({ type: 'integer', default: 0 })
  downloadCount!: number;

  @Column({ type: 'timestamptz', nullable: true })
  lastAccessedAt!: Date | null;

  @Index('files_created_at')
  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}
