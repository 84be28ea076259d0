import { inTransaction } from '../database/in-transaction';
import { claimUnusedBlobs, deleteBlob } from './blob-repository';
import { OBJECT_PARTS, objectKey } from './storage/object-keys';
import type { FileServices } from './file-services';

type Services = Pick<FileServices, 'db' | 'clock' | 'storage' | 'logger'>;

/**
 * Removes unused blobs: the given ones, or all created before a moment. The row is deleted last,
 * so that failures are retried.
 */
export async function removeUnusedBlobs(
  services: Services,
  which: { ids: string[] } | { before: Date },
): Promise<void> {
  const { db, clock, storage, logger } = services;
  const at = new Date(clock.now());
  const claimed = await inTransaction(db, (tx) => claimUnusedBlobs(tx, { ...which, at }));
  for (const { id, storageKey } of claimed) {
    try {
      for (const part of OBJECT_PARTS) await storage.remove(objectKey(storageKey, part));
      await deleteBlob(db.source.manager, id);
    } catch (error) {
      logger.warn({ err: error, blobId: id }, 'Removing a file blob failed; will be retried');
    }
  }
}
