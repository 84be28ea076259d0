import type { ReadMark, ReadSpan } from './receipt-repository';

export type MessageStatus = 'sent' | 'delivered' | 'read';

/** How far a message has come with anybody but its sender: read, on a device, or only sent. */
export function messageStatus(
  { seq, senderId }: { seq: number; senderId: string | null },
  { readMarks, readSpans }: { readMarks: readonly ReadMark[]; readSpans: readonly ReadSpan[] },
): MessageStatus {
  const isRead = readSpans.some(
    (span) => span.userId !== senderId && span.fromSeq <= seq && seq <= span.toSeq,
  );
  if (isRead) return 'read';
  const isThere = readMarks.some(
    (mark) => mark.userId !== senderId && mark.lastDeliveredSeq >= seq,
  );
  return isThere ? 'delivered' : 'sent';
}
