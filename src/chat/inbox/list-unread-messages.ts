import { z } from 'zod';
import { rowId } from '../../ids';
import type { Principal } from '../../users/principal';
import type { ConversationKind } from '../../enums';
import type { MessageView } from '../messages/message-view';
import type { ConversationPublicId } from '../access/conversation-ref';
import { decryptMessageView } from '../changes/change-mapper';
import type { ChangeServices } from '../changes/read-changes-since';
import { selectUnreadMessages } from './unread-repository';

const MAX_MESSAGES = 1_000;

export const listUnreadMessagesSchema = z.object({
  before: rowId('must be the id of a message').optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(MAX_MESSAGES).default(MAX_MESSAGES),
});

/** The caller's newest unread messages of all conversations, oldest first. */
export async function listUnreadMessages(
  { db, keys }: ChangeServices,
  principal: Principal,
  {
    kinds,
    before,
    limit,
  }: z.infer<typeof listUnreadMessagesSchema> & { kinds: readonly ConversationKind[] },
): Promise<MessageView<ConversationPublicId>[]> {
  const filter = { userId: principal.id, kinds };
  const rows = await selectUnreadMessages(db.source.manager, filter, { before, limit });
  return rows.map((row) => decryptMessageView(keys, row.dataKey, row));
}
