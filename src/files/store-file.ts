import { inTransaction } from '../database/in-transaction';
import { AppError } from '../errors';
import { newStorageKey, objectKey, decryptFileKey, encryptFileFields } from './storage/object-keys';
import type { ObjectPart } from './storage/object-keys';
import { isImage, mimeTypeOf } from './file-rules';
import type { ScanResult } from './scanning/file-scanner';
import type { FileServices } from './file-services';
import type { StoredThumbnail } from './file-repository';
import { findDuplicate, insertBlob, insertFile, markStored } from './file-repository';
import type { ProcessedImage } from './image-processor';
import { removeUnusedBlobs } from './remove-unused-blobs';
import type { ScratchFile } from './storage/scratch-folder';

/** A file that was checked and is to be kept in a conversation. */
export interface ValidatedFile {
  ownerId: string;
  conversationId: string;
  name: string;
  file: ScratchFile;
}

/**
 * Rests a file on bytes that the same person sent before, which are judged and stored already: its
 * key is sealed anew for this conversation. Undefined: there are none.
 */
export async function storeDuplicate(
  services: FileServices,
  { ownerId, conversationId, name, file }: ValidatedFile,
): Promise<string | undefined> {
  const { db, keys, clock } = services;
  const { manager } = db.source;
  const wanted = { ownerId, sha256: file.sha256, mimeType: mimeTypeOf(name) };
  const same = await findDuplicate(manager, wanted);
  if (!same) return undefined;
  const from = keys.unwrap(same.conversationId, same.dataKey);
  const key = decryptFileKey(from, same.conversationId, same.wrappedKey);
  const sealed = encryptFileFields(await keys.find(manager, conversationId), conversationId, {
    name,
    key,
  });
  const at = new Date(clock.now());
  const { blobId } = same;
  return inTransaction(db, (tx) =>
    insertFile(tx, { blobId, conversationId, uploadedBy: ownerId, ...sealed, at }),
  );
}

/**
 * Stores the bytes of a file and the file itself. The row of the bytes is written first and says that
 * they are whole only when they are, so that the sweep finds whatever a crash leaves behind.
 */
export async function storeNewFile(
  services: FileServices,
  checked: ValidatedFile,
  { verdict, signal }: { verdict: ScanResult | undefined; signal: AbortSignal },
): Promise<string> {
  const { images: pictures, scratchFolder: scratch } = services;
  const mimeType = mimeTypeOf(checked.name);
  const isMade = verdict !== undefined && isImage(checked.name);
  const made = isMade ? await pictures.processInTime(checked.file, mimeType, signal) : undefined;
  // A picture that could not be made yet waits for the sweep, as what could not be judged does.
  const known = isMade && !made ? undefined : verdict;
  try {
    return await storeBytes(services, { ...checked, mimeType, scanResult: known, processed: made });
  } finally {
    if (made) await scratch.remove(made.image, ...made.thumbnails.map((one) => one.file));
  }
}

interface FileToStore extends ValidatedFile {
  mimeType: string;
  scanResult: ScanResult | undefined;
  processed: ProcessedImage | undefined;
}

async function storeBytes(services: FileServices, storing: FileToStore): Promise<string> {
  const { db, storage, keys, clock } = services;
  const {
    ownerId,
    conversationId,
    name,
    file,
    mimeType,
    scanResult: verdict,
    processed: made,
  } = storing;
  const { manager } = db.source;
  const storageKey = newStorageKey(name);
  const { provider, bucket, region } = storage;
  const at = new Date(clock.now());
  const { part, size } = made?.image ?? file;
  const blobId = await insertBlob(manager, {
    ...{ ownerId, sha256: file.sha256, mimeType, size, part, storageKey, scanResult: verdict, at },
    ...{ provider, bucket, region, thumbnails: made ? storedThumbnails(made) : [] },
  });
  try {
    await putObjects(services, storageKey, made ? objectsOf(made) : [['came', file]]);
    const dataKey = await keys.find(manager, conversationId);
    const sealed = encryptFileFields(dataKey, conversationId, { name, key: file.key });
    const fileId = await inTransaction(db, async (tx) => {
      await markStored(tx, blobId, new Date(clock.now()));
      return insertFile(tx, { blobId, conversationId, uploadedBy: ownerId, ...sealed, at });
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

export function objectsOf({
  image: picture,
  thumbnails,
}: ProcessedImage): [ObjectPart, ScratchFile][] {
  return [['made', picture], ...thumbnails.map(({ size, file }) => [size, file] as const)].map(
    ([part, file]) => [part as ObjectPart, file as ScratchFile],
  );
}

/** Refuses `unavailable` when the storage is out of reach: the same upload will work again. */
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
