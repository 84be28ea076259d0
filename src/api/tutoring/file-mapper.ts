import type { z } from 'zod';
import type { FileDescription } from '../../files/describe-file';
import type { FileView } from '../../files/file-view';
import type { fileDescriptionResponse } from '../shared/file-schemas';

/** A file in a message (tutoring-56); uploads are complete once stored. */
export function wireFileInfo({ thumbnailUrl, id, thumbnails, ...file }: FileView): WireFileInfo {
  const scanStatus = WIRE_SCAN_STATUS[file.scanStatus];
  return {
    ...file,
    fileId: id,
    scanStatus,
    thumbnailUrl: thumbnailUrl ?? null,
    thumbnails,
    uploadProgress: 100,
  };
}

interface WireFileInfo extends Omit<FileView, 'id' | 'scanStatus' | 'thumbnailUrl'> {
  fileId: string;
  scanStatus: 'pending' | 'clean' | 'infected';
  thumbnailUrl: string | null;
  uploadProgress: number;
}

/** A message has three scan statuses (tutoring-57), the file itself five. */
const WIRE_SCAN_STATUS = {
  pending: 'pending',
  scanning: 'pending',
  error: 'pending',
  clean: 'clean',
  infected: 'infected',
} as const;

export function wireFileDescription(
  file: FileDescription,
  cdnBaseUrl: string,
): z.infer<typeof fileDescriptionResponse> {
  const { storage, scan, scanStatus, downloadUrl } = file;
  return {
    id: file.id,
    messageId: file.messageId,
    conversationId: file.conversationId,
    uploadedBy: file.uploadedBy,
    fileName: storage.key,
    originalFileName: file.fileName,
    fileSize: file.fileSize,
    mimeType: file.fileType,
    fileHash: file.sha256,
    storage: {
      ...storage,
      url: downloadUrl,
      // A CDN fronts the download route: objects in the storage are encrypted.
      cdnUrl: cdnBaseUrl === '' ? null : cdnBaseUrl + downloadUrl,
    },
    security: {
      scanStatus,
      scanResult: scan.judge === null ? null : { judge: scan.judge, threat: scan.threat },
      scannedAt: scan.scannedAt,
      isEncrypted: true,
    },
    access: {
      isPublic: false,
      allowedUsers: file.memberIds,
      downloadCount: file.downloadCount,
      lastAccessedAt: file.lastAccessedAt,
    },
    thumbnails: file.thumbnails,
    createdAt: file.createdAt,
    updatedAt: scan.scannedAt ?? file.createdAt,
    deletedAt: null,
  };
}
