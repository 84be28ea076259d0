import type { Readable } from 'node:stream';
import { appendAudit } from '../users/audit/audit-repository';
import type { Principal } from '../users/principal';
import { isRowId } from '../ids';
import { isReadable } from '../chat/access/conversation-policy';
import { requireAccess } from '../chat/access/require-access';
import { supportRoomTarget } from '../chat/support/support-room-view';
import { AppError } from '../errors';
import type { ThumbnailSize } from '../enums';
import type { FileBlob } from '../database/entities/files/file-blob';
import { decryptFileKey, decryptFileName } from './file-encryption';
import { OBJECT_PARTS, objectKey } from './storage/object-keys';
import type { FileServices } from './file-services';
import { countDownload, findSentFile } from './file-repository';
import type { SentFile } from './file-repository';
import { unacceptableFileError } from './scanning/unacceptable-file-error';
import { decryptStream } from './storage/encrypted-stream';

type Services = Pick<FileServices, 'db' | 'clock' | 'keys' | 'accessCache' | 'storage'>;

/** A file the caller may access, with its key. */
export interface LoadedFile {
  sent: SentFile;
  name: string;
  key: Buffer;
}

/**
 * Throws `file-not-found` (also for malformed ids, deleted and erased messages), then `not-your-
 * conversation`.
 */
export async function loadFile(
  services: Services,
  principal: Principal,
  fileId: string,
): Promise<LoadedFile> {
  const { db, keys, clock } = services;
  const { manager } = db.source;
  const sent = isRowId(fileId) ? await findSentFile(manager, fileId) : undefined;
  if (!sent) throw new AppError('file-not-found');
  const { file, conversation } = sent;
  const { conversationId, name, wrappedKey } = file;
  if (!conversation.dataKey || !name || !wrappedKey) throw new AppError('file-not-found');
  await requireFileAccess(services, principal, sent);
  if (conversation.kind === 'support' && principal.role === 'team') {
    const at = new Date(clock.now());
    await appendAudit(manager, {
      actor: principal,
      action: 'support.read',
      conversationId,
      at,
    });
  }
  const dataKey = keys.unwrap(conversationId, conversation.dataKey);
  return {
    sent,
    name: decryptFileName(dataKey, conversationId, name),
    key: decryptFileKey(dataKey, conversationId, wrappedKey),
  };
}

async function requireFileAccess(
  services: Services,
  principal: Principal,
  { seq, file: { conversationId }, conversation: { kind, state } }: SentFile,
): Promise<void> {
  const target = kind === 'support' ? supportRoomTarget(conversationId) : { conversationId };
  const access = { target, permission: 'download' } as const;
  const { visibleAfter } = await requireAccess(services, principal, access);
  if (seq <= visibleAfter) throw new AppError('file-not-found');
  if (!isReadable(kind, state)) throw new AppError('assignment-ended');
}

/** The bytes from `start` up to before `end` of `size`. */
export interface FileDownload {
  name: string;
  mimeType: string;
  /** Name of the scanner that found it clean. */
  scanner: string;
  size: number;
  start: number;
  end: number;
  stream: Readable;
  /** Counts the download; to be called before the bytes are sent. */
  count?: () => Promise<void>;
}

export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Opens a file or a range of it; the range with the first byte counts as a download. Throws
 * `file-not-checked`, `file-unusable` or `unacceptableFileError` unless it is clean.
 */
export async function downloadFile(
  services: Services,
  principal: Principal,
  { fileId, rangeOf }: { fileId: string; rangeOf: (size: number) => ByteRange },
): Promise<FileDownload> {
  const { sent, name, key } = await loadFile(services, principal, fileId);
  const { blob } = sent;
  requireClean(blob);
  const { size, part, mimeType } = blob;
  const range = rangeOf(size);
  const object = objectKey(blob.storageKey, OBJECT_PARTS[part] ?? 'original');
  const stream = await openStream(services, object, { encrypted: { key, part, size }, range });
  const { db, clock } = services;
  const count = () =>
    countDownload(db.source.manager, fileId, new Date(clock.now())).catch((error: unknown) => {
      stream.destroy();
      throw error;
    });
  const download = { name, mimeType, scanner: scannerOf(blob), size, ...range, stream };
  return range.start === 0 ? { ...download, count } : download;
}

export async function downloadThumbnail(
  services: Services,
  principal: Principal,
  { fileId, size: requested }: { fileId: string; size: ThumbnailSize },
): Promise<FileDownload> {
  const {
    sent: { blob },
    key,
    name,
  } = await loadFile(services, principal, fileId);
  requireClean(blob);
  const thumbnail = blob.thumbnails.find(({ size }) => size === requested);
  if (!thumbnail) throw new AppError('file-not-found');
  const size = thumbnail.bytes;
  const encrypted = { key, part: OBJECT_PARTS.indexOf(requested), size };
  const range = { start: 0, end: size };
  const stream = await openStream(services, objectKey(blob.storageKey, requested), {
    encrypted,
    range,
  });
  return { name, mimeType: 'image/webp', scanner: scannerOf(blob), size, ...range, stream };
}

function scannerOf({ scanResult }: FileBlob): string {
  return scanResult?.judge ?? 'unknown';
}

function requireClean({ scanStatus, scanResult }: FileBlob): void {
  if (scanStatus === 'clean') return;
  if (scanStatus === 'infected') {
    throw unacceptableFileError(scanResult?.threat ?? 'unknown', scanResult?.judge ?? 'unknown');
  }
  if (scanStatus === 'error') throw new AppError('file-unusable');
  throw new AppError('file-not-checked', { details: { scanStatus, retryAfter: 2 } });
}

async function openStream(
  { storage }: Services,
  object: string,
  {
    encrypted,
    range,
  }: { encrypted: { key: Buffer; part: number; size: number }; range: ByteRange },
): Promise<Readable> {
  const stream = decryptStream((start, end) => storage.read(object, start, end), encrypted, range);
  try {
    // Until the first bytes are read the response can still be an error.
    await new Promise<void>((resolve, reject) => {
      stream.once('readable', resolve).once('end', resolve).once('error', reject);
    });
    return stream;
  } catch (error) {
    throw new AppError('unavailable', { cause: error });
  }
}
