import { decryptText, encryptText } from '../../content-cipher';
import type { ContentCipher } from '../../content-cipher';

/** The words of a booking, sealed under a key of its own. */
export interface EncryptedNotes {
  dataKey: Buffer;
  notesCiphertext: Buffer | null;
}

export function encryptNotes(
  cipher: ContentCipher,
  counselingId: string,
  notes: string | undefined,
): EncryptedNotes {
  const { dataKey, wrappedKey } = cipher.createKey();
  const sealed = notes ? encryptText(dataKey, notes, `notes:${counselingId}`) : null;
  return { dataKey: wrappedKey, notesCiphertext: sealed };
}

export function encryptReason(
  cipher: ContentCipher,
  counseling: { id: string; dataKey: Buffer | null },
  reason: string | undefined,
): Buffer | null {
  if (!reason || !counseling.dataKey) return null;
  return encryptText(cipher.unwrap(counseling.dataKey), reason, `reason:${counseling.id}`);
}

/** Null when nothing was written, or when the key has been erased. */
export function decryptCounselingTexts(
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
    notes: notesCiphertext ? decryptText(key, notesCiphertext, `notes:${id}`) : null,
    cancelReason: cancelReasonCiphertext
      ? decryptText(key, cancelReasonCiphertext, `reason:${id}`)
      : null,
  };
}
