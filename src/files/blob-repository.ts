import { In, IsNull, LessThan, LessThanOrEqual, Not, Raw } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { File } from '../database/entities/files/file';
import { FileBlob } from '../database/entities/files/file-blob';
import type { ScanResult } from './scanning/file-scanner';

export type StoredThumbnail = FileBlob['thumbnails'][number];

export interface NewBlob extends Pick<
  FileBlob,
  | 'ownerId'
  | 'sha256'
  | 'mimeType'
  | 'size'
  | 'provider'
  | 'bucket'
  | 'region'
  | 'storageKey'
  | 'part'
  | 'thumbnails'
> {
  scanResult: ScanResult | undefined;
  at: Date;
}

/** The stored JSON has the scanner in the field `judge`. */
const storedScanResult = ({ scanner: judge, finding }: ScanResult): FileBlob['scanResult'] =>
  finding.clean ? { judge } : { judge, threat: finding.threat };

export type StoredHash = Pick<FileBlob, 'id' | 'sha256'>;

/** Hashes from before they were encrypted. */
export function findLegacyHashes(manager: EntityManager, limit: number): Promise<StoredHash[]> {
  return manager.find(FileBlob, {
    select: { id: true, sha256: true },
    where: { sha256: Raw((column) => `octet_length(${column}) = 32`) },
    order: { id: 'ASC' },
    take: limit,
  });
}

export async function replaceHash(
  manager: EntityManager,
  { id, sha256 }: StoredHash,
): Promise<void> {
  await manager.update(FileBlob, { id }, { sha256 });
}

/** Records a blob before its bytes are written; files can use it once it is stored. */
export async function insertBlob(
  manager: EntityManager,
  { scanResult, at, ...fields }: NewBlob,
): Promise<string> {
  const blob = manager.create(FileBlob, {
    ...fields,
    scanStatus: scanResult ? 'clean' : 'pending',
    scanResult: scanResult ? storedScanResult(scanResult) : null,
    scannedAt: scanResult ? at : null,
    createdAt: at,
  });
  await manager.insert(FileBlob, blob);
  return blob.id;
}

export async function markStored(tx: EntityManager, id: string, at: Date): Promise<void> {
  await tx.update(FileBlob, { id }, { storedAt: at });
}

export type StoredBlob = Pick<FileBlob, 'id' | 'storageKey'>;

const BATCH = 500;

/**
 * Claims unused blobs for removal: the given ones, or all created before a moment. Blobs locked by
 * a concurrent upload are skipped.
 */
export async function claimUnusedBlobs(
  tx: EntityManager,
  { ids, before, at }: { ids?: string[]; before?: Date; at: Date },
): Promise<StoredBlob[]> {
  // Two statements: the second sees what was committed while the first waited for its locks.
  const locked = await tx
    .createQueryBuilder(FileBlob, 'blob')
    .select(['blob.id', 'blob.storageKey'])
    .where({ ...(ids && { id: In(ids) }), ...(before && { createdAt: LessThan(before) }) })
    .andWhere(isUnused(tx, 'blob'))
    .orderBy('blob.id')
    .limit(BATCH)
    .setLock('pessimistic_write')
    .setOnLocked('skip_locked')
    .getMany();
  if (locked.length === 0) return [];
  const result = await tx
    .createQueryBuilder()
    .update(FileBlob)
    .set({ removingAt: at })
    .where({ id: In(locked.map(({ id }) => id)) })
    .andWhere(isUnused(tx, 'file_blobs'))
    .returning(['id'])
    .execute();
  const claimed = new Set((result.raw as Pick<FileBlob, 'id'>[]).map(({ id }) => id));
  return locked.filter(({ id }) => claimed.has(id));
}

/** Condition for an alias of `file_blobs`. */
function isUnused(manager: EntityManager, blob: string): string {
  const file = manager.createQueryBuilder(File, 'file').select('1');
  return `NOT EXISTS (${file.where(`file.blobId = ${blob}.id`).getQuery()})`;
}

export async function deleteBlob(manager: EntityManager, id: string): Promise<void> {
  await manager.delete(FileBlob, { id });
}

const SCAN_LEASE_MS = 120_000;

export type ClaimedScan = Pick<FileBlob, 'id' | 'scanTries'>;

/** Claims the next blob to scan; a claim expires after `SCAN_LEASE_MS`. */
export async function claimNextScan(tx: EntityManager, at: Date): Promise<ClaimedScan | undefined> {
  const isStored = { storedAt: Not(IsNull()), removingAt: IsNull() };
  const isPending = { ...isStored, scanStatus: 'pending' as const };
  const leasedBefore = new Date(at.getTime() - SCAN_LEASE_MS);
  const blob = await tx.findOne(FileBlob, {
    select: { id: true, scanTries: true },
    where: [
      { ...isPending, scannedAt: IsNull() },
      { ...isPending, scannedAt: LessThanOrEqual(at) },
      { ...isStored, scanStatus: 'scanning', scannedAt: LessThan(leasedBefore) },
    ],
    order: { scannedAt: { direction: 'ASC', nulls: 'FIRST' }, id: 'ASC' },
    lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
  });
  if (!blob) return undefined;
  const { id } = blob;
  const scanTries = blob.scanTries + 1;
  await tx.update(FileBlob, { id }, { scanStatus: 'scanning', scannedAt: at, scanTries });
  return { id, scanTries };
}

export interface CompletedScan {
  blobId: string;
  result: ScanResult;
  /** Absent: the original is served. */
  processed?: Pick<FileBlob, 'part' | 'size' | 'thumbnails'>;
  at: Date;
}

/** Stores a scan result; false when the blob is being removed. */
export async function saveScanResult(
  tx: EntityManager,
  { blobId, result, processed, at }: CompletedScan,
): Promise<boolean> {
  const isClean = result.finding.clean;
  const { affected } = await tx.update(
    FileBlob,
    { id: blobId, removingAt: IsNull() },
    {
      scanStatus: isClean ? 'clean' : 'infected',
      scanResult: storedScanResult(result),
      scannedAt: at,
      ...processed,
      leftOver: processed !== undefined || !isClean,
    },
  );
  return affected === 1;
}

/** A scanned blob with objects in the storage that must be removed. */
export interface BlobWithLeftovers extends StoredBlob {
  isClean: boolean;
}

export async function findLeftovers(manager: EntityManager): Promise<BlobWithLeftovers[]> {
  const blobs = await manager.find(FileBlob, {
    select: { id: true, storageKey: true, scanStatus: true },
    where: { leftOver: true, removingAt: IsNull() },
    order: { id: 'ASC' },
    take: BATCH,
  });
  return blobs.map(({ scanStatus, ...blob }) => ({ ...blob, isClean: scanStatus === 'clean' }));
}

export async function markLeftoversRemoved(manager: EntityManager, id: string): Promise<void> {
  await manager.update(FileBlob, { id }, { leftOver: false });
}

const MAX_SCAN_TRIES = 200;
const FIRST_DELAY_MS = 5_000;
const MAX_DELAY_MS = 600_000;

/** Postpones a failed scan with growing delay; gives up after more than a day. */
export async function postponeScan(
  manager: EntityManager,
  { id, scanTries }: ClaimedScan,
  at: Date,
): Promise<void> {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (scanTries - 1), MAX_DELAY_MS);
  await manager.update(
    FileBlob,
    { id, scanStatus: 'scanning' },
    {
      scannedAt: new Date(at.getTime() + delay),
      scanStatus: scanTries >= MAX_SCAN_TRIES ? 'error' : 'pending',
    },
  );
}
