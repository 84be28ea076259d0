import { removeUnusedBlobs } from '../files/remove-unused-blobs';
import type { RetentionServices } from './retention-services';

type Services = Pick<RetentionServices, 'keys' | 'accessCache' | 'files'>;

/**
 * After an erasure: clears this process's caches (others expire within a minute) and removes
 * unused file bytes. Failures are left to the file cleanup.
 */
export async function cleanUpAfterErasure(
  { keys, accessCache: known, files }: Services,
  conversationId: string,
  blobIds: string[],
): Promise<void> {
  keys.forget(conversationId);
  known.forget(conversationId);
  if (blobIds.length > 0) await removeUnusedBlobs(files, { ids: blobIds });
}
