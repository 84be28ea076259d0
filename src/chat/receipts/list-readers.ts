import { groupEntries } from '../../group-entries';
import type { ChatServices } from '../chat-services';
import { selectReaders } from './receipt-repository';

export interface Reader {
  userId: string;
  /** ISO 8601. */
  readAt: string;
}

/** Readers of each message, earliest first. The caller has checked access. */
export async function listReaders(
  { db }: Pick<ChatServices, 'db'>,
  conversationId: string,
  messageIds: string[],
): Promise<Map<string, Reader[]>> {
  const rows = await selectReaders(db.source.manager, conversationId, messageIds);
  return groupEntries(
    rows.map(({ messageId, userId, readAt }) => [
      messageId,
      { userId, readAt: readAt.toISOString() },
    ]),
  );
}
