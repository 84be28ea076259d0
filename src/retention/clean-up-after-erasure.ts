import { removeUnusedBlobs } from '../files/remove-unused-blobs';
import type { RetentionServices } from './retention-services';

type Services = Pick<RetentionServices, 'keys' | 'accessCache' | 'files'>;

/**
 * After an erasure: what this process remembers of it goes at once, what others do within a minute,
 * and the bytes of its files unless other files rest on them; what fails is left to the sweep of files.
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
