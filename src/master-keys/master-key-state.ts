import type { EntityManager } from 'typeorm';
import type { ContentCipher } from '../content-cipher';
import { selectMasterKeys } from './master-key-repository';

export interface MasterKeyState {
  /** A master key in use is not given to this process: it cannot read what others write. */
  isMissing: boolean;
  /** Since when the oldest master key has been in use. */
  since: Date | undefined;
}

export async function readMasterKeyState(
  manager: EntityManager,
  cipher: ContentCipher,
): Promise<MasterKeyState> {
  const named = await selectMasterKeys(manager);
  return {
    isMissing: named.some(({ id, canary }) => !cipher.opensCanary(id, canary)),
    since: named[0]?.createdAt,
  };
}
