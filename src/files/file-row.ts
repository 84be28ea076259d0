import type { DataKey } from '../content-cipher';
import type { ScanStatus, ThumbnailSize } from '../enums';
import { decryptFileName } from './storage/object-keys';
import type { FileView } from './file-view';

/** A file as it is read with its message; its name is sealed, in base64. */
export interface FileRow {
  id: string;
  name: string | null;
  size: number;
  mimeType: string;
  scanStatus: ScanStatus;
  thumbnails: { size: ThumbnailSize; width: number; height: number }[];
}

/** What makes a `FileRow`, of files called f on bytes called b. */
export const FILE_ROW = `json_build_object('id', f.id::text, 'name', encode(f.name, 'base64'),
  'size', b.size, 'mimeType', b.mime_type, 'scanStatus', b.scan_status, 'thumbnails', b.thumbnails)`;

/** What makes a `FileRow`, or null, of messages called m; only those with a file are asked for it. */
export const FILE_OF_MESSAGE = `CASE WHEN m.file_id IS NOT NULL AND m.deleted_at IS NULL THEN (
  SELECT ${FILE_ROW} FROM files f JOIN file_blobs b ON b.id = f.blob_id WHERE f.id = m.file_id) END`;

export function viewFile(row: FileRow, key: DataKey, conversationId: string): FileView {
  const sealed = row.name === null ? undefined : Buffer.from(row.name, 'base64');
  const url = `/api/files/${row.id}`;
  const isShown = row.scanStatus === 'clean';
  const thumbnails = (isShown ? row.thumbnails : []).map(({ size, width, height }) => ({
    size,
    url: `${url}/thumbnails/${size}`,
    dimensions: `${width}x${height}`,
  }));
  const shown = thumbnails.find(({ size }) => size === 'medium');
  return {
    id: row.id,
    fileName: sealed ? decryptFileName(key, conversationId, sealed) : '',
    fileSize: row.size,
    fileType: row.mimeType,
    scanStatus: row.scanStatus,
    downloadUrl: `${url}/download`,
    ...(shown ? { thumbnailUrl: shown.url } : {}),
    thumbnails,
  };
}
