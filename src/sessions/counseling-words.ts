import { openText, sealText } from '../content-cipher';
import type { ContentCipher } from '../content-cipher';

/** The words of a booking, sealed under a key of its own. */
export interface SealedWords {
  dataKey: Buffer;
  notesCiphertext: Buffer | null;
}

export function sealNotes(
  cipher: ContentCipher,
  counselingId: string,
  notes: string | undefined,
): SealedWords {
  const { dataKey, wrappedKey } = cipher.createKey();
  const sealed = notes ? sealText(dataKey, notes, `notes:${counselingId}`) : null;
  return { dataKey: wrappedKey, notesCiphertext: sealed };
}

export function sealReason(
  cipher: ContentCipher,
  counseling: { id: string; dataKey: Buffer | null },
  reason: string | undefined,
): Buffer | null {
  if (!reason || !counseling.dataKey) return null;
  return sealText(cipher.unwrap(counseling.dataKey), reason, `reason:${counseling.id}`);
}

/** Null when nothing was written, or when the key has been erased. */
export function openWords(
  cipher: ContentCipher,
  counseling: {
    id: string;
    dataKey: Buffer | null;
    notesCiphertext: Buffer | null;
    cancelReasonCiphertext: Buffer | null;
  },
): { notes: string | null; cancelReason: string | null } {
  const { id, dataKey, notesCiphertext, cancelReasonCiphertext } = counseling;
  if (!dataKey) return { notes: null, cancelReason: null };
  const key = cipher.unwrap(dataKey);
  return {
    notes: notesCiphertext ? openText(key, notesCiphertext, `notes:${id}`) : null,
    cancelReason: cancelReasonCiphertext
      ? openText(key, cancelReasonCiphertext, `reason:${id}`)
      : null,
  };
}
