import type { Principal } from '../users/principal';
import { selectMemberIds } from '../chat/members/member-repository';
import type { FileProvider } from '../enums';
import { decryptFileHash } from './file-hash';
import { loadFile } from './download-file';
import type { FileServices } from './file-services';
import { toFileRow, viewFile } from './file-row';
import type { FileView } from './file-view';

/** Metadata of a file for its readers; never its key. */
export interface FileDescription extends FileView {
  messageId: string;
  conversationId: string;
  uploadedBy: string;
  sha256: string;
  storage: { provider: FileProvider; bucket: string | null; region: string | null; key: string };
  scan: { judge: string | null; threat: string | null; scannedAt: string | null };
  /** Members of its conversation, who may download it. */
  memberIds: string[];
  downloadCount: number;
  lastAccessedAt: string | null;
  createdAt: string;
}

export async function describeFile(
  services: FileServices,
  principal: Principal,
  { fileId }: { fileId: string },
): Promise<FileDescription> {
  const { sent } = await loadFile(services, principal, fileId);
  const { file, blob } = sent;
  const { conversationId, lastAccessedAt } = file;
  const { provider, bucket, region, storageKey, scanResult, scannedAt } = blob;
  const { manager } = services.db.source;
  const key = await services.keys.find(manager, conversationId);
  return {
    ...viewFile(toFileRow(file), key, conversationId),
    messageId: sent.messageId,
    conversationId,
    uploadedBy: file.uploadedBy,
    sha256: (await decryptFileHash(services, blob.sha256)).toString('hex'),
    storage: { provider, bucket, region, key: storageKey },
    scan: {
      judge: scanResult?.judge ?? null,
      threat: scanResult?.threat ?? null,
      scannedAt: scanResult ? (scannedAt?.toISOString() ?? null) : null,
    },
    memberIds: await selectMemberIds(manager, conversationId),
    downloadCount: file.downloadCount,
    lastAccessedAt: lastAccessedAt?.toISOString() ?? null,
    createdAt: file.createdAt.toISOString(),
  };
}
