import { appendEvents } from '../outbox/outbox-store';
import { noteChange } from '../conversation/message-change-store';
import { inTransaction } from '../db/in-transaction';
import type { EntityManager } from 'typeorm';
import {
  claimUnjudged,
  deleteUnsent,
  leftOvers,
  noteDropped,
  putOff,
  writeVerdict,
} from './blob-store';
import type { Judged, LeftOver } from './blob-store';
import { OBJECT_PARTS, objectKey, openFileKey, openFileName } from './file-names';
import { extensionOf, isPicture, MAX_FILE_SIZE } from './file-rules';
import { judgeFile } from './file-scanner';
import type { Verdict } from './file-scanner';
import type { FileServices } from './file-services';
import { sentFilesOn } from './file-store';
import type { SentFile } from './file-store';
import { keptThumbnails, partsOf, putParts } from './keep-bytes';
import { removeUnused } from './remove-unused';
import { openSealed } from './sealed-bytes';

/*
 * What an upload could not finish, because nobody could judge in time or because a process died, is
 * finished here or removed. Every step may be repeated: rows tell what is still to be done.
 */

/** An upload takes seconds; what is older than this and not whole will never be. */
const UNFINISHED_MS = 15 * 60_000;
const PATIENCE_MS = 60_000;

/** Judges what waits for it, as far as that is possible now; returns how many files. */
export async function judgeWaiting(services: FileServices): Promise<number> {
  let judged = 0;
  while (await judgeNext(services)) judged += 1;
  return judged;
}

/** Removes what nobody will finish any more, and what earlier removals could not. */
export async function removeLost(services: FileServices): Promise<void> {
  const { db, clock, scratch } = services;
  const before = new Date(clock.now() - UNFINISHED_MS);
  for (const left of await leftOvers(db.source.manager)) await dropParts(services, left);
  await deleteUnsent(db.source.manager, before);
  await removeUnused(services, { before });
  await scratch.removeOlderThan(before);
}

/** Judges one file that waits; false when none does, or when it is no time to judge now. */
async function judgeNext(services: FileServices): Promise<boolean> {
  const { db, clock, logger } = services;
  const { manager } = db.source;
  const blobId = await claimUnjudged(manager, new Date(clock.now()));
  if (blobId === undefined) return false;
  try {
    const files = await sentFilesOn(manager, blobId);
    const file = files.find(({ dataKey, wrappedKey }) => dataKey && wrappedKey);
    if (file) await finish(services, file, files);
    else await later(services, blobId);
    return file !== undefined;
  } catch (error) {
    logger.warn({ err: error, blobId }, 'A file could not be judged; it waits for the next time');
    await later(services, blobId);
    return false;
  }
}

function later({ db, clock }: FileServices, blobId: string): Promise<void> {
  return putOff(db.source.manager, blobId, new Date(clock.now()));
}

async function finish(services: FileServices, file: SentFile, files: SentFile[]): Promise<void> {
  const { keys, storage, scratch, scanners, clock, db } = services;
  const { conversationId, blobId, storageKey, size } = file;
  if (!file.dataKey || !file.wrappedKey || !file.name) return;
  const dataKey = keys.open(conversationId, file.dataKey);
  const key = openFileKey(dataKey, conversationId, file.wrappedKey);
  const name = openFileName(dataKey, conversationId, file.name);
  const readSealed = (start: number, end: number) => storage.read(storageKey, start, end);
  const stream = openSealed(readSealed, { key, part: 0, size });
  const came = await scratch.take(stream, { limit: MAX_FILE_SIZE, key });
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const verdict = await judgeFile(scanners, came, { extension: extensionOf(name), signal });
    const made =
      verdict.finding.clean && isPicture(name)
        ? await makePicture(services, { came, storageKey, mimeType: file.mimeType, verdict })
        : { verdict };
    const at = new Date(clock.now());
    const judged = { blobId, at, ...made };
    const isKept = await inTransaction(db, (tx) => announce(tx, files, judged));
    const isClean = isKept && made.verdict.finding.clean;
    if (made.made || !isClean) await dropParts(services, { id: blobId, storageKey, isClean });
  } finally {
    await scratch.remove(came);
  }
}

type Outcome = Pick<Judged, 'verdict' | 'made'>;

async function makePicture(
  services: FileServices,
  {
    came,
    storageKey,
    mimeType,
    verdict,
  }: {
    came: Parameters<FileServices['pictures']['make']>[0];
    storageKey: string;
    mimeType: string;
    verdict: Verdict;
  },
): Promise<Outcome> {
  const made = await services.pictures.make(came, mimeType).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'file-invalid')
      return undefined;
    throw error;
  });
  if (!made) {
    return {
      verdict: { judge: verdict.judge, finding: { clean: false, threat: 'Broken.Picture' } },
    };
  }
  try {
    await putParts(services, storageKey, partsOf(made));
    const { part, size } = made.picture;
    return { verdict, made: { part, size, thumbnails: keptThumbnails(made) } };
  } finally {
    await services.scratch.remove(made.picture, ...made.thumbnails.map((one) => one.file));
  }
}

/**
 * Of an infected file nothing stays stored, nor of one that was erased meanwhile; of a picture not
 * what came. What fails is tried again by the sweep: the judgement stands.
 */
async function dropParts(
  { storage, db, logger }: FileServices,
  { id, storageKey, isClean }: LeftOver,
): Promise<void> {
  try {
    const gone = isClean ? (['came'] as const) : OBJECT_PARTS;
    for (const part of gone) await storage.remove(objectKey(storageKey, part));
    await noteDropped(db.source.manager, id);
  } catch (error) {
    logger.warn({ err: error, blobId: id }, 'What was judged is still to be removed in part');
  }
}

/**
 * Writes the judgement and tells the readers of every message that shows the file; false when it was
 * erased meanwhile.
 */
async function announce(tx: EntityManager, files: SentFile[], judged: Judged): Promise<boolean> {
  if (!(await writeVerdict(tx, judged))) return false;
  for (const { conversationId, messageId, kind, uploadedBy } of files) {
    const [row] = await tx.query<{ revision: number }[]>(
      'SELECT revision FROM conversations WHERE id = $1 FOR NO KEY UPDATE',
      [conversationId],
    );
    const revision = (row?.revision ?? 0) + 1;
    const change = { conversationId, messageId, revision, userId: uploadedBy, at: judged.at };
    await noteChange(tx, change);
    const fact = { conversationId, messageId, change: 'checked' as const, revision };
    const toFeed = kind === 'session' ? {} : { toFeed: true as const };
    await appendEvents(tx, [{ kind: 'message.changed', ...fact, ...toFeed }]);
  }
  return true;
}
