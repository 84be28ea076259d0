import type { EntityManager } from 'typeorm';
import { Message } from '../database/entities/chat/message';
import { File } from '../database/entities/files/file';
import type { ConversationKind, FileProvider, ScanStatus, ThumbnailSize } from '../enums';
import { joinFile, toFileRow } from './file-row';
import type { FileRow } from './file-row';
import type { ScanResult } from './scanning/file-scanner';

export interface StoredThumbnail {
  size: ThumbnailSize;
  width: number;
  height: number;
  bytes: number;
}

export interface NewBlob {
  ownerId: string;
  sha256: Buffer;
  mimeType: string;
  size: number;
  provider: FileProvider;
  bucket: string | null;
  region: string | null;
  storageKey: string;
  part: number;
  scanResult: ScanResult | undefined;
  thumbnails: StoredThumbnail[];
  at: Date;
}

/** The stored JSON has the scanner in the field `judge`. */
export const scanResultJson = ({ scanner: judge, finding }: ScanResult): string =>
  JSON.stringify(finding.clean ? { judge } : { judge, threat: finding.threat });

/** Records a blob before its bytes are written; files can use it once it is stored. */
export async function insertBlob(manager: EntityManager, blob: NewBlob): Promise<string> {
  const { scanResult } = blob;
  const [row] = await manager.query<{ id: string }[]>(
    `INSERT INTO file_blobs (owner_id, sha256, mime_type, size, provider, bucket, region,
       storage_key, part, scan_status, scan_result, scanned_at, thumbnails, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`,
    [
      blob.ownerId,
      blob.sha256,
      blob.mimeType,
      blob.size,
      blob.provider,
      blob.bucket,
      blob.region,
      blob.storageKey,
      blob.part,
      scanResult ? 'clean' : 'pending',
      scanResult ? scanResultJson(scanResult) : null,
      scanResult ? blob.at : null,
      JSON.stringify(blob.thumbnails),
      blob.at,
    ],
  );
  return row?.id ?? '';
}

export async function markStored(tx: EntityManager, blobId: string, at: Date): Promise<void> {
  await tx.query('UPDATE file_blobs SET stored_at = $2 WHERE id = $1', [blobId, at]);
}

export interface NewFile {
  blobId: string;
  conversationId: string;
  uploadedBy: string;
  name: Buffer;
  wrappedKey: Buffer;
  at: Date;
}

/** Undefined when the blob is being removed. The lock prevents that until the commit. */
export async function insertFile(tx: EntityManager, file: NewFile): Promise<string | undefined> {
  const locked = await tx.query<unknown[]>(
    'SELECT 1 FROM file_blobs WHERE id = $1 AND removing_at IS NULL FOR SHARE',
    [file.blobId],
  );
  if (locked.length === 0) return undefined;
  const [row] = await tx.query<{ id: string }[]>(
    `INSERT INTO files (blob_id, conversation_id, uploaded_by, name, wrapped_key, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [file.blobId, file.conversationId, file.uploadedBy, file.name, file.wrappedKey, file.at],
  );
  return row?.id;
}

/** An earlier file of the same user on the same bytes, with the keys to decrypt it. */
export interface DuplicateFile {
  blobId: string;
  conversationId: string;
  wrappedKey: Buffer;
  dataKey: Buffer;
}

export async function findDuplicate(
  manager: EntityManager,
  same: Pick<NewBlob, 'ownerId' | 'sha256' | 'mimeType'>,
): Promise<DuplicateFile | undefined> {
  const [row] = await manager.query<DuplicateFile[]>(
    `SELECT b.id AS "blobId", f.conversation_id AS "conversationId",
       f.wrapped_key AS "wrappedKey", c.data_key AS "dataKey"
     FROM file_blobs b JOIN files f ON f.blob_id = b.id
     JOIN conversations c ON c.id = f.conversation_id
     WHERE b.owner_id = $1 AND b.sha256 = $2 AND b.mime_type = $3 AND b.scan_status = 'clean'
       AND b.stored_at IS NOT NULL AND b.removing_at IS NULL
       AND f.wrapped_key IS NOT NULL AND c.data_key IS NOT NULL
     ORDER BY f.id DESC LIMIT 1`,
    [same.ownerId, same.sha256, same.mimeType],
  );
  return row;
}

/**
 * Deletes a file that no message uses; returns its blob. The database decides, not the caller: a
 * response may be lost after the commit.
 */
export async function deleteFile(tx: EntityManager, fileId: string): Promise<string | undefined> {
  // Two statements: the second sees a message committed while the first waited.
  await tx.query('SELECT FROM files WHERE id = $1 FOR UPDATE', [fileId]);
  const [[row]] = await tx.query<[{ blobId: string }[], number]>(
    `DELETE FROM files WHERE id = $1
       AND NOT EXISTS (SELECT FROM messages WHERE file_id = $1)
     RETURNING blob_id AS "blobId"`,
    [fileId],
  );
  return row?.blobId;
}

export async function readFileRow(manager: EntityManager, id: string): Promise<FileRow> {
  const query = manager.createQueryBuilder(File, 'file').innerJoinAndSelect('file.blob', 'blob');
  return toFileRow(await query.where({ id }).getOneOrFail());
}

/** A sent file with its blob. */
export interface SentFile {
  id: string;
  messageId: string;
  conversationId: string;
  kind: ConversationKind;
  sessionId: string | null;
  state: string;
  memberIds: string[];
  uploadedBy: string;
  name: Buffer | null;
  wrappedKey: Buffer | null;
  dataKey: Buffer | null;
  downloadCount: number;
  lastAccessedAt: Date | null;
  createdAt: Date;
  blobId: string;
  sha256: Buffer;
  mimeType: string;
  size: number;
  provider: FileProvider;
  bucket: string | null;
  region: string | null;
  storageKey: string;
  part: number;
  scanStatus: ScanStatus;
  scanResult: { judge: string; threat?: string } | null;
  scannedAt: Date | null;
  thumbnails: StoredThumbnail[];
}

const SENT = `SELECT f.id, m.id AS "messageId", f.conversation_id AS "conversationId", c.kind, c.state,
    (SELECT s.id FROM chat_sessions s WHERE s.conversation_id = c.id) AS "sessionId",
    ARRAY(SELECT cm.user_id::text FROM conversation_members cm
      WHERE cm.conversation_id = c.id AND cm.left_at IS NULL ORDER BY cm.user_id) AS "memberIds",
    f.uploaded_by AS "uploadedBy", f.name, f.wrapped_key AS "wrappedKey", c.data_key AS "dataKey",
    f.download_count AS "downloadCount", f.last_accessed_at AS "lastAccessedAt",
    f.created_at AS "createdAt", b.id AS "blobId", b.sha256, b.mime_type AS "mimeType", b.size,
    b.provider, b.bucket, b.region, b.storage_key AS "storageKey", b.part,
    b.scan_status AS "scanStatus", b.scan_result AS "scanResult", b.scanned_at AS "scannedAt",
    b.thumbnails
  FROM files f JOIN file_blobs b ON b.id = f.blob_id JOIN messages m ON m.file_id = f.id
  JOIN conversations c ON c.id = f.conversation_id`;

/** Undefined also when it is not sent yet or its message was deleted. */
export async function findSentFile(
  manager: EntityManager,
  fileId: string,
): Promise<SentFile | undefined> {
  const [row] = await manager.query<SentFile[]>(
    `${SENT} WHERE f.id = $1 AND f.deleted_at IS NULL AND m.deleted_at IS NULL`,
    [fileId],
  );
  return row;
}

export async function findFilesOnBlob(manager: EntityManager, blobId: string): Promise<SentFile[]> {
  return manager.query<SentFile[]>(`${SENT} WHERE b.id = $1 ORDER BY f.id`, [blobId]);
}

/** Undefined when the message has none or was deleted. */
export async function findFileOfMessage(
  manager: EntityManager,
  id: string,
): Promise<FileRow | undefined> {
  const query = manager.createQueryBuilder(Message, 'message').select('message.id');
  const message = await joinFile(query).where({ id }).getOne();
  return message?.file ? toFileRow(message.file) : undefined;
}

export async function countDownload(
  manager: EntityManager,
  fileId: string,
  at: Date,
): Promise<void> {
  await manager.query(
    `UPDATE files SET download_count = download_count + 1, last_accessed_at = $2 WHERE id = $1`,
    [fileId, at],
  );
}

export interface UploadSettings {
  allowFileUpload: boolean;
  maxFileSize: number;
  allowedFileTypes: string[] | null;
}

/** Undefined: the conversation has no settings. */
export async function findUploadSettings(
  manager: EntityManager,
  conversationId: string,
): Promise<UploadSettings | undefined> {
  const [row] = await manager.query<UploadSettings[]>(
    `SELECT allow_file_upload AS "allowFileUpload", max_file_size AS "maxFileSize",
       allowed_file_types AS "allowedFileTypes"
     FROM conversation_details WHERE conversation_id = $1`,
    [conversationId],
  );
  return row;
}
