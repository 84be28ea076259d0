import { appendEvents } from '../delivery/outbox/outbox-repository';
import { recordMessageChange } from '../chat/messages/message-change-repository';
import { inTransaction } from '../database/in-transaction';
import type { EntityManager } from 'typeorm';
import {
  claimNextScan,
  deleteUnsentFiles,
  findLeftovers,
  markLeftoversRemoved,
  postponeScan,
  saveScanResult,
} from './blob-repository';
import type { CompletedScan, BlobWithLeftovers } from './blob-repository';
import { OBJECT_PARTS, objectKey, decryptFileKey, decryptFileName } from './storage/object-keys';
import { extensionOf, isImage, MAX_FILE_SIZE } from './file-rules';
import { scanFile } from './scanning/file-scanner';
import type { ScanResult } from './scanning/file-scanner';
import type { FileServices } from './file-services';
import { findFilesOnBlob } from './file-repository';
import type { SentFile } from './file-repository';
import { storedThumbnails, objectsOf, putObjects } from './store-file';
import { removeUnusedBlobs } from './remove-unused-blobs';
import { decryptStream } from './storage/encrypted-stream';

/*
 * What an upload could not finish, because nobody could judge in time or because a process died, is
 * finished here or removed. Every step may be repeated: rows tell what is still to be done.
 */

/** An upload takes seconds; what is older than this and not whole will never be. */
const UNFINISHED_MS = 15 * 60_000;
const SCAN_TIMEOUT_MS = 60_000;

/** Judges what waits for it, as far as that is possible now; returns how many files. */
export async function scanPendingFiles(services: FileServices): Promise<number> {
  let judged = 0;
  while (await scanNextFile(services)) judged += 1;
  return judged;
}

/** Removes what nobody will finish any more, and what earlier removals could not. */
export async function removeAbandonedFiles(services: FileServices): Promise<void> {
  const { db, clock, scratchFolder: scratch } = services;
  const before = new Date(clock.now() - UNFINISHED_MS);
  for (const left of await findLeftovers(db.source.manager)) await removeLeftovers(services, left);
  await deleteUnsentFiles(db.source.manager, before);
  await removeUnusedBlobs(services, { before });
  await scratch.removeOlderThan(before);
}

/** Judges one file that waits; false when none does, or when it is no time to judge now. */
async function scanNextFile(services: FileServices): Promise<boolean> {
  const { db, clock, logger } = services;
  const { manager } = db.source;
  const blobId = await claimNextScan(manager, new Date(clock.now()));
  if (blobId === undefined) return false;
  try {
    const files = await findFilesOnBlob(manager, blobId);
    const file = files.find(({ dataKey, wrappedKey }) => dataKey && wrappedKey);
    if (file) await finishFile(services, file, files);
    else await postpone(services, blobId);
    return file !== undefined;
  } catch (error) {
    logger.warn({ err: error, blobId }, 'A file could not be judged; it waits for the next time');
    await postpone(services, blobId);
    return false;
  }
}

function postpone({ db, clock }: FileServices, blobId: string): Promise<void> {
  return postponeScan(db.source.manager, blobId, new Date(clock.now()));
}

async function finishFile(
  services: FileServices,
  file: SentFile,
  files: SentFile[],
): Promise<void> {
  const { keys, storage, scratchFolder: scratch, scanners, clock, db } = services;
  const { conversationId, blobId, storageKey, size } = file;
  if (!file.dataKey || !file.wrappedKey || !file.name) return;
  const dataKey = keys.unwrap(conversationId, file.dataKey);
  const key = decryptFileKey(dataKey, conversationId, file.wrappedKey);
  const name = decryptFileName(dataKey, conversationId, file.name);
  const readSealed = (start: number, end: number) => storage.read(storageKey, start, end);
  const stream = decryptStream(readSealed, { key, part: 0, size });
  const came = await scratch.write(stream, { limit: MAX_FILE_SIZE, key });
  try {
    const signal = AbortSignal.timeout(SCAN_TIMEOUT_MS);
    const verdict = await scanFile(scanners, came, { extension: extensionOf(name), signal });
    const made =
      verdict.finding.clean && isImage(name)
        ? await processImage(services, { came, storageKey, mimeType: file.mimeType, verdict })
        : { verdict };
    const at = new Date(clock.now());
    const judged = { blobId, at, ...made };
    const isKept = await inTransaction(db, (tx) => saveAndAnnounce(tx, files, judged));
    const isClean = isKept && made.verdict.finding.clean;
    if (made.made || !isClean) await removeLeftovers(services, { id: blobId, storageKey, isClean });
  } finally {
    await scratch.remove(came);
  }
}

type ImageOutcome = Pick<CompletedScan, 'verdict' | 'made'>;

async function processImage(
  services: FileServices,
  {
    came,
    storageKey,
    mimeType,
    verdict,
  }: {
    came: Parameters<FileServices['images']['process']>[0];
    storageKey: string;
    mimeType: string;
    verdict: ScanResult;
  },
): Promise<ImageOutcome> {
  const made = await services.images.process(came, mimeType).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'file-invalid')
      return undefined;
    throw error;
  });
  if (!made) {
    return {
      verdict: { scanner: verdict.scanner, finding: { clean: false, threat: 'Broken.Picture' } },
    };
  }
  try {
    await putObjects(services, storageKey, objectsOf(made));
    const { part, size } = made.image;
    return { verdict, made: { part, size, thumbnails: storedThumbnails(made) } };
  } finally {
    await services.scratchFolder.remove(made.image, ...made.thumbnails.map((one) => one.file));
  }
}

/**
 * Of an infected file nothing stays stored, nor of one that was erased meanwhile; of a picture not
 * what came. What fails is tried again by the sweep: the judgement stands.
 */
async function removeLeftovers(
  { storage, db, logger }: FileServices,
  { id, storageKey, isClean }: BlobWithLeftovers,
): Promise<void> {
  try {
    const gone = isClean ? (['came'] as const) : OBJECT_PARTS;
    for (const part of gone) await storage.remove(objectKey(storageKey, part));
    await markLeftoversRemoved(db.source.manager, id);
  } catch (error) {
    logger.warn({ err: error, blobId: id }, 'What was judged is still to be removed in part');
  }
}

/**
 * Writes the judgement and tells the readers of every message that shows the file; false when it was
 * erased meanwhile.
 */
async function saveAndAnnounce(
  tx: EntityManager,
  files: SentFile[],
  judged: CompletedScan,
): Promise<boolean> {
  if (!(await saveScanResult(tx, judged))) return false;
  for (const { conversationId, messageId, kind, uploadedBy } of files) {
    const [row] = await tx.query<{ revision: number }[]>(
      'SELECT revision FROM conversations WHERE id = $1 FOR NO KEY UPDATE',
      [conversationId],
    );
    const revision = (row?.revision ?? 0) + 1;
    const change = { conversationId, messageId, revision, userId: uploadedBy, at: judged.at };
    await recordMessageChange(tx, change);
    const fact = { conversationId, messageId, change: 'checked' as const, revision };
    const toFeed = kind === 'session' ? {} : { toFeed: true as const };
    await appendEvents(tx, [{ kind: 'message.changed', ...fact, ...toFeed }]);
  }
  return true;
}
