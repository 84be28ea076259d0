import { decryptText, encryptText } from '../../content-cipher';
import type { ContentCipher } from '../../content-cipher';

/** Notes of a booking, encrypted with a separate data key. */
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
  const ciphertext = notes ? encryptText(dataKey, notes, `notes:${counselingId}`) : null;
  return { dataKey: wrappedKey, notesCiphertext: ciphertext };
}

export function encryptReason(
  cipher: ContentCipher,
  counseling: { id: string; dataKey: Buffer | null },
  reason: string | undefined,
): Buffer | null {
  if (!reason || !counseling.dataKey) return null;
  return encryptText(cipher.unwrap(counseling.dataKey), reason, `reason:${counseling.id}`);
}

/** Null for absent and unreadable texts, and after the key was erased. */
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
  const decrypt = (encrypted: Buffer | null, context: string): string | null =>
    encrypted
      ? cipher.decryptOr(
          `counseling ${id}`,
          () => decryptText(cipher.unwrap(dataKey), encrypted, context),
          null,
        )
      : null;
  return {
    notes: decrypt(notesCiphertext, `notes:${id}`),
    cancelReason: decrypt(cancelReasonCiphertext, `reason:${id}`),
  };
}
