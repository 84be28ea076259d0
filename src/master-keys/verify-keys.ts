import type { EntityManager } from 'typeorm';
import type { ContentCipher } from '../content-cipher';
import { KEY_HOLDERS, selectWrappedKeys } from './wrapped-key-repository';
import type { KeyHolderName, WrappedKeyRow } from './wrapped-key-repository';

const BATCH = 1_000;
const MAX_FAULTS = 100;

export interface KeyVerification {
  /** Data keys that were unwrapped. */
  readable: number;
  unreadable: number;
  /** The first of them. */
  faults: string[];
}

/** Unwraps every data key of the database. */
export async function verifyKeys(
  manager: EntityManager,
  cipher: ContentCipher,
): Promise<KeyVerification> {
  const result: KeyVerification = { readable: 0, unreadable: 0, faults: [] };
  for (const holder of Object.keys(KEY_HOLDERS) as KeyHolderName[]) {
    let after: WrappedKeyRow['position'] | undefined;
    for (;;) {
      const rows = await selectWrappedKeys(manager, holder, { after, limit: BATCH });
      for (const row of rows) {
        const fault = faultOf(cipher, row);
        if (fault === undefined) result.readable += 1;
        else {
          result.unreadable += 1;
          const name = `${holder} ${Object.values(row.position).join(' ')}`;
          if (result.faults.length < MAX_FAULTS) result.faults.push(`${name}: ${fault}`);
        }
      }
      if (rows.length < BATCH) break;
      after = rows.at(-1)?.position;
    }
  }
  return result;
}

function faultOf(cipher: ContentCipher, { wrappedKey }: WrappedKeyRow): string | undefined {
  try {
    cipher.unwrap(wrappedKey);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
