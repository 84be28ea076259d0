import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { User } from '../users/user';
import type { FileProvider, ScanStatus, ThumbnailSize } from '../../../enums';

/**
 * Encrypted bytes in the file storage; each file that uses them holds their wrapped key. The row is
 * inserted before the bytes are written and deleted after they are removed, so that no object is
 * orphaned.
 */
@Entity({ name: 'file_blobs' })
@Check('file_blobs_provider', `provider IN ('local', 's3', 'minio')`)
@Check(
  'file_blobs_scan_status',
  `scan_status IN ('pending', 'scanning', 'clean', 'infected', 'error')`,
)
@Index('file_blobs_same', ['ownerId', 'sha256'])
@Index('file_blobs_readable_hash', ['id'], { where: 'octet_length(sha256) = 32' })
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

  @Column({ type: 'bigint' })
  ownerId!: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'file_blobs_owner_id_fkey' })
  owner?: User;

  /** Of the original; encrypted, equal for equal bytes. 32 bytes: not encrypted yet. */
  @Column({ type: 'bytea' })
  sha256!: Buffer;

  @Column({ type: 'text' })
  mimeType!: string;

  /** Bytes of the served rendition. */
  @Column({ type: 'integer' })
  size!: number;

  @Column({ type: 'text' })
  provider!: FileProvider;

  @Column({ type: 'text', nullable: true })
  bucket!: string | null;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  /** Object key: random, with extension. */
  @Index('file_blobs_storage_key', { unique: true })
  @Column({ type: 'text' })
  storageKey!: string;

  /** Part number of the served rendition: 0 original, 1 processed image. */
  @Column({ type: 'smallint', default: 0 })
  part!: number;

  @Column({ type: 'text' })
  scanStatus!: ScanStatus;

  /** Scanner and threat. */
  @Column({ type: 'jsonb', nullable: true })
  scanResult!: { judge: string; threat?: string } | null;

  @Column({ type: 'timestamptz', nullable: true })
  scannedAt!: Date | null;

  /** Number of scans by the worker. */
  @Column({ type: 'smallint', default: 0 })
  scanTries!: number;

  /** The storage holds objects to remove: the original of an image, or all of an infected file. */
  @Column({ type: 'boolean', default: false })
  leftOver!: boolean;

  @Column({ type: 'jsonb', default: [] })
  thumbnails!: { size: ThumbnailSize; width: number; height: number; bytes: number }[];

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  /** When the bytes were completely stored; null: possibly incomplete. */
  @Column({ type: 'timestamptz', nullable: true })
  storedAt!: Date | null;

  /** From then on no file may use the blob. */
  @Column({ type: 'timestamptz', nullable: true })
  removingAt!: Date | null;
}
