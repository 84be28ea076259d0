import type { Principal } from '../users/principal';
import type { FileProvider } from '../enums';
import { loadFile } from './download-file';
import type { FileServices } from './file-services';
import { viewFile } from './file-row';
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
  const { sent, name } = await loadFile(services, principal, fileId);
  const { keys, db } = services;
  const key = await keys.find(db.source.manager, sent.conversationId);
  const view = viewFile({ ...sent, name: null }, key, sent.conversationId);
  const { provider, bucket, region, storageKey, scanResult } = sent;
  return {
    ...view,
    fileName: name,
    messageId: sent.messageId,
    conversationId: sent.conversationId,
    uploadedBy: sent.uploadedBy,
    sha256: sent.sha256.toString('hex'),
    storage: { provider, bucket, region, key: storageKey },
    scan: {
      judge: scanResult?.judge ?? null,
      threat: scanResult?.threat ?? null,
      scannedAt: scanResult ? (sent.scannedAt?.toISOString() ?? null) : null,
    },
    memberIds: sent.memberIds,
    downloadCount: sent.downloadCount,
    lastAccessedAt: sent.lastAccessedAt?.toISOString() ?? null,
    createdAt: sent.createdAt.toISOString(),
  };
}
