import type { DataKey } from '../content-cipher';
import type { File } from '../database/entities/files/file';
import type { ScanStatus, ThumbnailSize } from '../enums';
import { decryptFileName } from './file-encryption';
import type { FileView } from './file-view';

/** A file selected with its message; the name is encrypted, in base64. */
export interface FileRow {
  id: string;
  name: string | null;
  size: number;
  mimeType: string;
  scanStatus: ScanStatus;
  thumbnails: { size: ThumbnailSize; width: number; height: number }[];
}

/** What `toFileRow` reads, for aliases `file` (File) and `blob` (its FileBlob). */
export const FILE_COLUMNS = [
  'file.id',
  'file.name',
  'blob.id',
  'blob.size',
  'blob.mimeType',
  'blob.scanStatus',
  'blob.thumbnails',
];

/** Of a file loaded with its blob. */
export function toFileRow({ id, name, blob }: File): FileRow {
  if (!blob) throw new Error(`File ${id} was loaded without its blob`);
  const { size, mimeType, scanStatus, thumbnails } = blob;
  return { id, name: name?.toString('base64') ?? null, size, mimeType, scanStatus, thumbnails };
}

export function viewFile(row: FileRow, key: DataKey, conversationId: string): FileView {
  const encryptedName = row.name === null ? undefined : Buffer.from(row.name, 'base64');
  const url = `/api/files/${row.id}`;
  const isClean = row.scanStatus === 'clean';
  const thumbnails = (isClean ? row.thumbnails : []).map(({ size, width, height }) => ({
    size,
    url: `${url}/thumbnails/${size}`,
    dimensions: `${width}x${height}`,
  }));
  const medium = thumbnails.find(({ size }) => size === 'medium');
  return {
    id: row.id,
    fileName: encryptedName ? decryptFileName(key, conversationId, encryptedName) : '',
    fileSize: row.size,
    fileType: row.mimeType,
    scanStatus: row.scanStatus,
    downloadUrl: `${url}/download`,
    ...(medium ? { thumbnailUrl: medium.url } : {}),
    thumbnails,
  };
}
