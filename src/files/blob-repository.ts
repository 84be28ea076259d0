import type { EntityManager } from 'typeorm';
import type { ScanResult } from './scanning/file-scanner';
import { scanResultJson } from './file-repository';
import type { StoredThumbnail } from './file-repository';

export interface StoredBlob {
  id: string;
  storageKey: string;
}

/**
 * Claims unused blobs for removal: the given ones, or all created before a moment. Blobs locked by
 * a concurrent upload are skipped.
 */
export async function claimUnusedBlobs(
  tx: EntityManager,
  { ids, before, at }: { ids?: string[]; before?: Date; at: Date },
): Promise<StoredBlob[]> {
  // Two statements: the second sees what was committed while the first waited for its locks.
  const locked = await tx.query<{ id: string }[]>(
    `SELECT id FROM file_blobs b
     WHERE ($1::bigint[] IS NULL OR id = ANY($1)) AND ($2::timestamptz IS NULL OR created_at < $2)
       AND NOT EXISTS (SELECT FROM files f WHERE f.blob_id = b.id)
     ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED`,
    [ids ?? null, before ?? null],
  );
  const [rows] = await tx.query<[StoredBlob[], number]>(
    `UPDATE file_blobs b SET removing_at = $2
     WHERE id = ANY($1) AND NOT EXISTS (SELECT FROM files f WHERE f.blob_id = b.id)
     RETURNING id, storage_key AS "storageKey"`,
    [locked.map(({ id }) => id), at],
  );
  return rows;
}

export async function deleteBlob(manager: EntityManager, id: string): Promise<void> {
  await manager.query('DELETE FROM file_blobs WHERE id = $1', [id]);
}

/** Files without a message: the sender disconnected or the process crashed. */
export async function deleteUnsentFiles(manager: EntityManager, before: Date): Promise<void> {
  await manager.query(
    `DELETE FROM files f WHERE f.created_at < $1
       AND NOT EXISTS (SELECT FROM messages m WHERE m.file_id = f.id)`,
    [before],
  );
}

const SCAN_LEASE = '2 minutes';

/** Claims the next blob to scan; a claim expires after `SCAN_LEASE`. */
export async function claimNextScan(manager: EntityManager, at: Date): Promise<string | undefined> {
  const [rows] = await manager.query<[{ id: string }[], number]>(
    `UPDATE file_blobs SET scan_status = 'scanning', scanned_at = $1, scan_tries = scan_tries + 1
     WHERE id = (
       SELECT id FROM file_blobs WHERE stored_at IS NOT NULL AND removing_at IS NULL
         AND (scan_status = 'pending' AND (scanned_at IS NULL OR scanned_at <= $1)
           OR scan_status = 'scanning' AND scanned_at < $1::timestamptz - interval '${SCAN_LEASE}')
       ORDER BY scanned_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [at],
  );
  return rows[0]?.id;
}

export interface CompletedScan {
  blobId: string;
  result: ScanResult;
  /** Absent: the original is served. */
  processed?: { part: number; size: number; thumbnails: StoredThumbnail[] };
  at: Date;
}

/** Stores a scan result; false when the blob is being removed. */
export async function saveScanResult(
  tx: EntityManager,
  { blobId, result, processed, at }: CompletedScan,
): Promise<boolean> {
  const { finding } = result;
  const [rows] = await tx.query<[unknown[], number]>(
    `UPDATE file_blobs SET scan_status = $2, scan_result = $3, scanned_at = $4,
       part = coalesce($5, part), size = coalesce($6, size),
       thumbnails = coalesce($7::jsonb, thumbnails), left_over = $8
     WHERE id = $1 AND removing_at IS NULL RETURNING id`,
    [
      blobId,
      finding.clean ? 'clean' : 'infected',
      scanResultJson(result),
      at,
      processed?.part ?? null,
      processed?.size ?? null,
      processed ? JSON.stringify(processed.thumbnails) : null,
      processed !== undefined || !finding.clean,
    ],
  );
  return rows.length > 0;
}

/** A scanned blob with objects in the storage that must be removed. */
export interface BlobWithLeftovers extends StoredBlob {
  isClean: boolean;
}

export async function findLeftovers(manager: EntityManager): Promise<BlobWithLeftovers[]> {
  return manager.query<BlobWithLeftovers[]>(
    `SELECT id, storage_key AS "storageKey", scan_status = 'clean' AS "isClean" FROM file_blobs
     WHERE left_over AND removing_at IS NULL ORDER BY id LIMIT 500`,
  );
}

export async function markLeftoversRemoved(manager: EntityManager, id: string): Promise<void> {
  await manager.query('UPDATE file_blobs SET left_over = false WHERE id = $1', [id]);
}

const MAX_SCAN_TRIES = 200;

/** Postpones a failed scan with growing delay; gives up after more than a day. */
export async function postponeScan(
  manager: EntityManager,
  blobId: string,
  at: Date,
): Promise<void> {
  await manager.query(
    `UPDATE file_blobs SET
       scanned_at = $2::timestamptz
         + least(interval '5 seconds' * 2 ^ least(scan_tries - 1, 7), interval '10 minutes'),
       scan_status = CASE WHEN scan_tries >= ${MAX_SCAN_TRIES} THEN 'error' ELSE 'pending' END
     WHERE id = $1 AND scan_status = 'scanning'`,
    [blobId, at],
  );
}
