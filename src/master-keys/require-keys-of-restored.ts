import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { ContentCipher } from '../content-cipher';
import { isUnavailable } from '../unavailable';
import { requireMasterKeys } from './require-master-keys';

const RETRY_MS = 200;

/**
 * For a running process whose database was restored: an older copy may need an earlier master key. Without
 * it the process must not go on writing, so it ends as at a start with a wrong key: an unhandled rejection
 * ends it (`src/run-process.ts`).
 */
export async function requireKeysOfRestored(
  source: DataSource,
  cipher: ContentCipher,
): Promise<void> {
  for (;;) {
    try {
      await requireMasterKeys(source.manager, cipher);
      return;
    } catch (error) {
      if (!source.isInitialized) return;
      if (!isUnavailable(error)) throw error;
      await pause(RETRY_MS);
    }
  }
}
