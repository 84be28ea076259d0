import { decryptRepeatable, encryptRepeatably } from '../content-cipher';
import { findLegacyHashes, replaceHash } from './blob-repository';
import type { FileServices } from './file-services';

/** SHA-256 of a file that was stored before hashes were encrypted. */
const LEGACY_LENGTH = 32;
const CONTEXT = 'file-hash';

type Services = Pick<FileServices, 'systemKeys'>;

/**
 * As stored: equal files are found by it, and a reader of the database alone cannot tell whether a file
 * that they know is among the stored ones.
 */
export async function encryptFileHash({ systemKeys }: Services, sha256: Buffer): Promise<Buffer> {
  return encryptRepeatably(await systemKeys.find('file-hashes'), sha256, CONTEXT);
}

export async function decryptFileHash({ systemKeys }: Services, stored: Buffer): Promise<Buffer> {
  if (stored.length === LEGACY_LENGTH) return stored;
  return decryptRepeatable(await systemKeys.find('file-hashes'), stored, CONTEXT);
}

const BATCH = 500;

/** Encrypts the hashes of files that were stored before hashes were encrypted; returns their number. */
export async function encryptLegacyHashes(
  services: Pick<FileServices, 'db' | 'systemKeys'>,
): Promise<number> {
  const { manager } = services.db.source;
  let encrypted = 0;
  for (;;) {
    const rows = await findLegacyHashes(manager, BATCH);
    for (const { id, sha256 } of rows) {
      await replaceHash(manager, { id, sha256: await encryptFileHash(services, sha256) });
    }
    encrypted += rows.length;
    if (rows.length < BATCH) return encrypted;
  }
}
