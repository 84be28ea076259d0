import type { EntityManager } from 'typeorm';
import { ConfigError } from '../config/config';
import type { ContentCipher } from '../content-cipher';
import { lockForTransaction } from '../database/advisory-lock-repository';
import { insertMasterKeys, selectMasterKeys } from './master-key-repository';
import { KEY_HOLDERS, selectLatestWrappedKey } from './wrapped-key-repository';
import type { KeyHolderName } from './wrapped-key-repository';

/**
 * Throws a `ConfigError` unless the master keys given can read everything in the database: content
 * written under a wrong key would be lost once the right one is back. The first process names its key in
 * the database; a further key is accepted when all keys in use are given with it.
 */
export async function requireMasterKeys(
  manager: EntityManager,
  cipher: ContentCipher,
): Promise<void> {
  await manager.transaction(async (tx) => {
    // Of two first processes with different keys, only one may name its own.
    await lockForTransaction(tx, { 'master-keys': ['all'] });
    const named = await selectMasterKeys(tx);
    const missing = named.filter(({ id, canary }) => !cipher.opensCanary(id, canary));
    if (missing.length > 0) throw wrongKey(cipher, missing.map(({ id }) => id).join(', '));
    const used = named.length > 0 ? [] : await findUnnamedKeys(tx, cipher);
    const known = new Set(named.map(({ id }) => id));
    const added = [...new Set([...used, cipher.currentKeyId])].filter((id) => !known.has(id));
    if (added.length === 0) return;
    await insertMasterKeys(
      tx,
      added.map((id) => ({ id, canary: cipher.createCanary(id) })),
    );
  });
}

/** Master keys of content from before the database named them, by its latest rows. */
async function findUnnamedKeys(tx: EntityManager, cipher: ContentCipher): Promise<string[]> {
  const used: string[] = [];
  for (const holder of Object.keys(KEY_HOLDERS) as KeyHolderName[]) {
    const wrappedKey = await selectLatestWrappedKey(tx, holder);
    if (!wrappedKey) continue;
    try {
      used.push(cipher.openerOf(wrappedKey));
    } catch {
      throw wrongKey(cipher, 'without a name');
    }
  }
  return used;
}

function wrongKey(cipher: ContentCipher, missing: string): ConfigError {
  return new ConfigError([
    `CONTENT_MASTER_KEY: the content of this database is encrypted with a master key that is not given ` +
      `(${missing}; given: ${cipher.keyIds.join(', ')}). This process does not start, because what it ` +
      'writes could not be read with the right key, and nothing was changed. Set CONTENT_MASTER_KEY to ' +
      'the key of this database; while keys are rotated, or for an older backup, name it in ' +
      'CONTENT_MASTER_KEYS_ACCEPTED as well ("Rotate the keys" in docs/operations.md)',
  ]);
}
