import type { ReadMark, ReadSpan } from './receipt-repository';

export type MessageStatus = 'sent' | 'delivered' | 'read';

/** The furthest state with any member but the sender. */
export function messageStatus(
  { seq, senderId }: { seq: number; senderId: string | null },
  { readMarks, readSpans }: { readMarks: readonly ReadMark[]; readSpans: readonly ReadSpan[] },
): MessageStatus {
  const isRead = readSpans.some(
    (span) => span.userId !== senderId && span.fromSeq <= seq && seq <= span.toSeq,
  );
  if (isRead) return 'read';
  const isDelivered = readMarks.some(
    (mark) => mark.userId !== senderId && mark.lastDeliveredSeq >= seq,
  );
  return isDelivered ? 'delivered' : 'sent';
}
