import { inTransaction } from '../db/in-transaction';
import { AppError } from '../errors';
import { newStorageKey, objectKey, openFileKey, sealFile } from './file-names';
import type { ObjectPart } from './file-names';
import { isPicture, mimeTypeOf } from './file-rules';
import type { Verdict } from './file-scanner';
import type { FileServices } from './file-services';
import type { KeptThumbnail } from './file-store';
import { findSame, insertBlob, insertFile, markStored } from './file-store';
import type { MadePictures } from './make-pictures';
import { removeUnused } from './remove-unused';
import type { ScratchFile } from './scratch-folder';

/** A file that was checked and is to be kept in a conversation. */
export interface CheckedFile {
  ownerId: string;
  conversationId: string;
  name: string;
  file: ScratchFile;
}

/**
 * Rests a file on bytes that the same person sent before, which are judged and stored already: its
 * key is sealed anew for this conversation. Undefined: there are none.
 */
export async function keepSame(
  services: FileServices,
  { ownerId, conversationId, name, file }: CheckedFile,
): Promise<string | undefined> {
  const { db, keys, clock } = services;
  const { manager } = db.source;
  const wanted = { ownerId, sha256: file.sha256, mimeType: mimeTypeOf(name) };
  const same = await findSame(manager, wanted);
  if (!same) return undefined;
  const from = keys.open(same.conversationId, same.dataKey);
  const key = openFileKey(from, same.conversationId, same.wrappedKey);
  const sealed = sealFile(await keys.find(manager, conversationId), conversationId, { name, key });
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
export async function keepNew(
  services: FileServices,
  checked: CheckedFile,
  { verdict, signal }: { verdict: Verdict | undefined; signal: AbortSignal },
): Promise<string> {
  const { pictures, scratch } = services;
  const mimeType = mimeTypeOf(checked.name);
  const isMade = verdict !== undefined && isPicture(checked.name);
  const made = isMade ? await pictures.makeInTime(checked.file, mimeType, signal) : undefined;
  // A picture that could not be made yet waits for the sweep, as what could not be judged does.
  const known = isMade && !made ? undefined : verdict;
  try {
    return await store(services, { ...checked, mimeType, verdict: known, made });
  } finally {
    if (made) await scratch.remove(made.picture, ...made.thumbnails.map((one) => one.file));
  }
}

interface Storing extends CheckedFile {
  mimeType: string;
  verdict: Verdict | undefined;
  made: MadePictures | undefined;
}

async function store(services: FileServices, storing: Storing): Promise<string> {
  const { db, storage, keys, clock } = services;
  const { ownerId, conversationId, name, file, mimeType, verdict, made } = storing;
  const { manager } = db.source;
  const storageKey = newStorageKey(name);
  const { provider, bucket, region } = storage;
  const at = new Date(clock.now());
  const { part, size } = made?.picture ?? file;
  const blobId = await insertBlob(manager, {
    ...{ ownerId, sha256: file.sha256, mimeType, size, part, storageKey, verdict, at },
    ...{ provider, bucket, region, thumbnails: made ? keptThumbnails(made) : [] },
  });
  try {
    await putParts(services, storageKey, made ? partsOf(made) : [['came', file]]);
    const dataKey = await keys.find(manager, conversationId);
    const sealed = sealFile(dataKey, conversationId, { name, key: file.key });
    const fileId = await inTransaction(db, async (tx) => {
      await markStored(tx, blobId, new Date(clock.now()));
      return insertFile(tx, { blobId, conversationId, uploadedBy: ownerId, ...sealed, at });
    });
    if (fileId === undefined) throw new AppError('unavailable');
    return fileId;
  } catch (error) {
    await removeUnused(services, { ids: [blobId] });
    throw error;
  }
}

export function keptThumbnails({ thumbnails }: MadePictures): KeptThumbnail[] {
  return thumbnails.map(({ file, ...rest }) => ({ ...rest, bytes: file.size }));
}

export function partsOf({ picture, thumbnails }: MadePictures): [ObjectPart, ScratchFile][] {
  return [['made', picture], ...thumbnails.map(({ size, file }) => [size, file] as const)].map(
    ([part, file]) => [part as ObjectPart, file as ScratchFile],
  );
}

/** Refuses `unavailable` when the storage is out of reach: the same upload will work again. */
export async function putParts(
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
