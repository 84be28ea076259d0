import { inTransaction } from '../database/in-transaction';
import { AppError } from '../errors';
import { encryptFileHash } from './file-hash';
import { decryptFileKey, encryptFileFields } from './file-encryption';
import { newStorageKey, objectKey } from './storage/object-keys';
import type { ObjectPart } from './storage/object-keys';
import { isImage, mimeTypeOf } from './file-rules';
import type { ScanResult } from './scanning/file-scanner';
import type { FileServices } from './file-services';
import { insertBlob, markStored } from './blob-repository';
import type { StoredThumbnail } from './blob-repository';
import { findDuplicate, insertFile } from './file-repository';
import type { ProcessedImage } from './image-processor';
import { removeUnusedBlobs } from './remove-unused-blobs';
import type { ScratchFile } from './storage/scratch-folder';

export interface ValidatedFile {
  ownerId: string;
  conversationId: string;
  name: string;
  file: ScratchFile;
}

/**
 * Reuses the blob of the same bytes from the same user; its key is encrypted again for this
 * conversation. Undefined when there is none.
 */
export async function storeDuplicate(
  services: FileServices,
  { ownerId, conversationId, name, file }: ValidatedFile,
): Promise<string | undefined> {
  const { db, keys, clock } = services;
  const { manager } = db.source;
  const sha256 = await encryptFileHash(services, file.sha256);
  const bytes = { ownerId, sha256, mimeType: mimeTypeOf(name) };
  const duplicate = await findDuplicate(manager, bytes);
  if (!duplicate) return undefined;
  const sourceDataKey = keys.unwrap(duplicate.conversationId, duplicate.dataKey);
  const key = decryptFileKey(sourceDataKey, duplicate.conversationId, duplicate.wrappedKey);
  const encrypted = encryptFileFields(await keys.find(manager, conversationId), conversationId, {
    name,
    key,
  });
  const at = new Date(clock.now());
  const { blobId } = duplicate;
  return inTransaction(db, (tx) =>
    insertFile(tx, { blobId, conversationId, uploadedBy: ownerId, ...encrypted, at }),
  );
}

/**
 * Stores the bytes, then the file. The blob row is written first and marked as stored last, so
 * that the cleanup finds what a crash leaves.
 */
export async function storeNewFile(
  services: FileServices,
  validated: ValidatedFile,
  { result, signal }: { result: ScanResult | undefined; signal: AbortSignal },
): Promise<string> {
  const { images, scratchFolder } = services;
  const mimeType = mimeTypeOf(validated.name);
  const isProcessable = result !== undefined && isImage(validated.name);
  const processed = isProcessable
    ? await images.processInTime(validated.file, mimeType, signal)
    : undefined;
  // An image that could not be processed yet waits for the cleanup like an unscanned file.
  const scanResult = isProcessable && !processed ? undefined : result;
  try {
    return await storeBytes(services, { ...validated, mimeType, scanResult, processed });
  } finally {
    if (processed) {
      await scratchFolder.remove(processed.image, ...processed.thumbnails.map(({ file }) => file));
    }
  }
}

interface FileToStore extends ValidatedFile {
  mimeType: string;
  scanResult: ScanResult | undefined;
  processed: ProcessedImage | undefined;
}

async function storeBytes(services: FileServices, input: FileToStore): Promise<string> {
  const { db, storage, keys, clock } = services;
  const { ownerId, conversationId, name, file, mimeType, scanResult, processed } = input;
  const { manager } = db.source;
  const storageKey = newStorageKey(name);
  const { provider, bucket, region } = storage;
  const at = new Date(clock.now());
  const { part, size } = processed?.image ?? file;
  const sha256 = await encryptFileHash(services, file.sha256);
  const blobId = await insertBlob(manager, {
    ...{ ownerId, sha256, mimeType, size, part, storageKey, scanResult, at },
    ...{ provider, bucket, region, thumbnails: processed ? storedThumbnails(processed) : [] },
  });
  try {
    await putObjects(services, storageKey, processed ? objectsOf(processed) : [['original', file]]);
    const dataKey = await keys.find(manager, conversationId);
    const encrypted = encryptFileFields(dataKey, conversationId, { name, key: file.key });
    const fileId = await inTransaction(db, async (tx) => {
      await markStored(tx, blobId, new Date(clock.now()));
      return insertFile(tx, { blobId, conversationId, uploadedBy: ownerId, ...encrypted, at });
    });
    if (fileId === undefined) throw new AppError('unavailable');
    return fileId;
  } catch (error) {
    await removeUnusedBlobs(services, { ids: [blobId] });
    throw error;
  }
}

export function storedThumbnails({ thumbnails }: ProcessedImage): StoredThumbnail[] {
  return thumbnails.map(({ file, ...rest }) => ({ ...rest, bytes: file.size }));
}

export function objectsOf({ image, thumbnails }: ProcessedImage): [ObjectPart, ScratchFile][] {
  return [['processed', image], ...thumbnails.map(({ size, file }) => [size, file] as const)].map(
    ([part, file]) => [part as ObjectPart, file as ScratchFile],
  );
}

/** Throws `unavailable` when the storage fails: the same upload can be retried. */
export async function putObjects(
  { storage }: Pick<FileServices, 'storage'>,
  storageKey: string,
  parts: readonly (readonly [ObjectPart, ScratchFile])[],
): Promise<void> {
  try {
    for (const [part, { path }] of parts) await storage.put(objectKey(storageKey, part), path);
  } catch (error) {
    throw new AppError('unavailable', { cause: error });
  }
}
