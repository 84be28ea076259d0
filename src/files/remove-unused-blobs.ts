import { inTransaction } from '../database/in-transaction';
import { claimUnusedBlobs, deleteBlob } from './blob-repository';
import { OBJECT_PARTS, objectKey } from './storage/object-keys';
import type { FileServices } from './file-services';

type Services = Pick<FileServices, 'db' | 'clock' | 'storage' | 'logger'>;

/**
 * Removes bytes on which nothing rests: of the given ids, or all that were begun before a moment.
 * Their row goes last, so that what fails is tried again by the sweep.
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
      logger.warn({ err: error, blobId: id }, 'The bytes of a file are still to be removed');
    }
  }
}
