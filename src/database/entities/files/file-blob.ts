import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../users/user';
import type { FileProvider, ScanStatus, ThumbnailSize } from '../../../enums';

/**
 * The bytes of a file, sealed in the file storage under a key that lies, wrapped, with each file that
 * they belong to. The row is there before the bytes and goes after them, so none are ever forgotten.
 */
@Entity({ name: 'file_blobs' })
@Check('file_blobs_provider', `provider IN ('local', 's3', 'minio')`)
@Check(
  'file_blobs_scan_status',
  `scan_status IN ('pending', 'scanning', 'clean', 'infected', 'error')`,
)
@Index('file_blobs_same', ['ownerId', 'sha256'])
@Index('file_blobs_to_scan', ['id'], { where: `scan_status IN ('pending', 'scanning')` })
@Index('file_blobs_left_over', ['id'], { where: 'left_over' })
@Index('file_blobs_unstored', ['createdAt'], { where: 'stored_at IS NULL' })
@Index('file_blobs_removing', ['removingAt'], { where: 'removing_at IS NOT NULL' })
export class FileBlob {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    primaryKeyConstraintName: 'file_blobs_pkey',
  })
  id!: string;

  @ForeignKey(() => User, { name: 'file_blobs_owner_id_fkey' })
  @Column({ type: 'bigint' })
  ownerId!: string;

  /** Of what came, before anything was made of it. */
  @Column({ type: 'bytea' })
  sha256!: Buffer;

  @Column({ type: 'text' })
  mimeType!: string;

  /** Bytes that are handed out. */
  @Column({ type: 'integer' })
  size!: number;

  @Column({ type: 'text' })
  provider!: FileProvider;

  @Column({ type: 'text', nullable: true })
  bucket!: string | null;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  /** The name of the bytes in the storage: random, and the extension. */
  @Index('file_blobs_storage_key', { unique: true })
  @Column({ type: 'text' })
  storageKey!: string;

  /** Which part of the file's key seals them: 0 what came, 1 what was made of a picture. */
  @Column({ type: 'smallint', default: 0 })
  part!: number;

  @Column({ type: 'text' })
  scanStatus!: ScanStatus;

  /** Who judged, and the threat that was found. */
  @Column({ type: 'jsonb', nullable: true })
  scanResult!: { judge: string; threat?: string } | null;

  @Column({ type: 'timestamptz', nullable: true })
  scannedAt!: Date | null;

  /** How often a judgement was tried later on. */
  @Column({ type: 'smallint', default: 0 })
  scanTries!: number;

  /** Since the judgement bytes lie in the storage that nobody is to have: what came, or all. */
  @Column({ type: 'boolean', default: false })
  leftOver!: boolean;

  @Column({ type: 'jsonb', default: [] })
  thumbnails!: { size: ThumbnailSize; width: number; height: number; bytes: number }[];

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  /** When the bytes were whole in the storage; null: they may not be. */
  @Column({ type: 'timestamptz', nullable: true })
  storedAt!: Date | null;

  /** From then on nothing new may rest on them. */
  @Column({ type: 'timestamptz', nullable: true })
  removingAt!: Date | null;
}
