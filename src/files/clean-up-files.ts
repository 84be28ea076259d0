import { AppError } from '../errors';
import type { ScratchFile } from './storage/scratch-folder';
import { lockMessage, recordMessageChange } from '../chat/messages/message-change-repository';
import { inTransaction } from '../database/in-transaction';
import type { EntityManager } from 'typeorm';
import {
  claimNextScan,
  findLeftovers,
  markLeftoversRemoved,
  postponeScan,
  saveScanResult,
} from './blob-repository';
import type { BlobWithLeftovers, ClaimedScan, CompletedScan } from './blob-repository';
import { decryptFileKey, decryptFileName } from './file-encryption';
import { OBJECT_PARTS, objectKey } from './storage/object-keys';
import { extensionOf, isImage, MAX_FILE_SIZE } from './file-rules';
import { scanFile } from './scanning/file-scanner';
import type { ScanResult } from './scanning/file-scanner';
import type { FileServices } from './file-services';
import { deleteUnsentFiles, findFilesOnBlob } from './file-repository';
import type { SentFile } from './file-repository';
import { storedThumbnails, objectsOf, putObjects } from './store-file';
import { removeUnusedBlobs } from './remove-unused-blobs';
import { decryptStream } from './storage/encrypted-stream';

/*
 * Finishes or removes what an upload could not complete, because a scan was not possible in time or
 * a process died. Every step can be repeated: the rows record what remains to be done.
 */

/** Uploads take seconds; older incomplete ones are abandoned. */
const UNFINISHED_MS = 15 * 60_000;
const SCAN_TIMEOUT_MS = 60_000;

/** Scans waiting files as far as possible now; returns their number. `onScanned` is called after each. */
export async function scanPendingFiles(
  services: FileServices,
  onScanned: () => void = () => undefined,
): Promise<number> {
  let scanned = 0;
  while (await scanNextFile(services)) {
    scanned += 1;
    onScanned();
  }
  return scanned;
}

/** Removes abandoned uploads and what earlier removals left. */
export async function removeAbandonedFiles(services: FileServices): Promise<void> {
  const { db, clock, scratchFolder } = services;
  const before = new Date(clock.now() - UNFINISHED_MS);
  for (const blob of await findLeftovers(db.source.manager)) await removeLeftovers(services, blob);
  await deleteUnsentFiles(db.source.manager, before);
  await removeUnusedBlobs(services, { before });
  await scratchFolder.removeOlderThan(before);
}

/** Scans one waiting file; false when there is none, or scanning is not possible now. */
async function scanNextFile(services: FileServices): Promise<boolean> {
  const { db, clock, logger } = services;
  const scan = await inTransaction(db, (tx) => claimNextScan(tx, new Date(clock.now())));
  if (!scan) return false;
  try {
    const files = await findFilesOnBlob(db.source.manager, scan.id);
    const sent = files.find(({ file, conversation }) => conversation.dataKey && file.wrappedKey);
    if (sent) await finishFile(services, sent, files);
    else await postpone(services, scan);
    return sent !== undefined;
  } catch (error) {
    logger.warn({ err: error, blobId: scan.id }, 'File scan failed; will be retried');
    await postpone(services, scan);
    return false;
  }
}

function postpone({ db, clock }: FileServices, scan: ClaimedScan): Promise<void> {
  return postponeScan(db.source.manager, scan, new Date(clock.now()));
}

async function finishFile(
  services: FileServices,
  { file, blob, conversation }: SentFile,
  files: SentFile[],
): Promise<void> {
  const { keys, storage, scratchFolder, scanners, clock, db } = services;
  const { conversationId, blobId } = file;
  const { storageKey, size, mimeType } = blob;
  if (!conversation.dataKey || !file.wrappedKey || !file.name) return;
  const dataKey = keys.unwrap(conversationId, conversation.dataKey);
  const key = decryptFileKey(dataKey, conversationId, file.wrappedKey);
  const name = decryptFileName(dataKey, conversationId, file.name);
  const readEncrypted = (start: number, end: number) => storage.read(storageKey, start, end);
  const stream = decryptStream(readEncrypted, { key, part: 0, size });
  const original = await scratchFolder.write(stream, { limit: MAX_FILE_SIZE, key });
  try {
    const signal = AbortSignal.timeout(SCAN_TIMEOUT_MS);
    const result = await scanFile(scanners, original, { extension: extensionOf(name), signal });
    const outcome: ImageOutcome =
      result.finding.clean && isImage(name)
        ? await processImage(services, { original, storageKey, mimeType, result })
        : { result };
    const at = new Date(clock.now());
    const scan = { blobId, at, ...outcome };
    const isSaved = await inTransaction(db, (tx) => saveAndAnnounce(tx, files, scan));
    const isClean = isSaved && outcome.result.finding.clean;
    if (scan.processed || !isClean) {
      await removeLeftovers(services, { id: blobId, storageKey, isClean });
    }
  } finally {
    await scratchFolder.remove(original);
  }
}

type ImageOutcome = Pick<CompletedScan, 'result' | 'processed'>;

async function processImage(
  services: FileServices,
  input: { original: ScratchFile; storageKey: string; mimeType: string; result: ScanResult },
): Promise<ImageOutcome> {
  const { original, storageKey, mimeType, result } = input;
  const image = await services.images.process(original, mimeType).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'file-invalid') return undefined;
    throw error;
  });
  if (!image) {
    return {
      result: { scanner: result.scanner, finding: { clean: false, threat: 'Broken.Picture' } },
    };
  }
  try {
    await putObjects(services, storageKey, objectsOf(image));
    const { part, size } = image.image;
    return { result, processed: { part, size, thumbnails: storedThumbnails(image) } };
  } finally {
    await services.scratchFolder.remove(image.image, ...image.thumbnails.map(({ file }) => file));
  }
}

/**
 * Removes all objects of an infected or erased file, and the original of a processed image.
 * Failures are retried by the next cleanup.
 */
async function removeLeftovers(
  { storage, db, logger }: FileServices,
  { id, storageKey, isClean }: BlobWithLeftovers,
): Promise<void> {
  try {
    const removed = isClean ? (['original'] as const) : OBJECT_PARTS;
    for (const part of removed) await storage.remove(objectKey(storageKey, part));
    await markLeftoversRemoved(db.source.manager, id);
  } catch (error) {
    logger.warn({ err: error, blobId: id }, 'Removing scanned objects failed; will be retried');
  }
}

/**
 * Saves the scan result and notifies the readers of every message with the file; false when the
 * file has been erased.
 */
async function saveAndAnnounce(
  tx: EntityManager,
  files: SentFile[],
  scan: CompletedScan,
): Promise<boolean> {
  if (!(await saveScanResult(tx, scan))) return false;
  for (const { messageId, file, conversation } of files) {
    const { conversationId, uploadedBy } = file;
    const locked = await lockMessage(tx, conversationId, messageId);
    const revision = (locked?.revision ?? 0) + 1;
    const changed = { conversationId, messageId, revision, userId: uploadedBy, at: scan.at };
    await recordMessageChange(tx, changed, { kind: conversation.kind, change: 'checked' });
  }
  return true;
}
