import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import type { ConversationKind } from '../words';
import type { MessageView } from './message-view';
import type { OwnName } from './place';
import { openMessage } from './read-news';
import type { NewsServices } from './read-news';
import { selectUnread } from './unread-store';

const MOST = 1_000;

export const listUnreadSchema = z.object({
  before: z
    .string()
    .regex(/^[1-9]\d{0,17}$/, 'must be the id of a message')
    .optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(MOST).default(MOST),
});

/** What others wrote to somebody who has not read it, wherever; the newest of it, oldest first. */
export async function listUnread(
  { db, keys }: NewsServices,
  principal: Principal,
  {
    kinds,
    before,
    limit,
  }: z.infer<typeof listUnreadSchema> & { kinds: readonly ConversationKind[] },
): Promise<MessageView<OwnName>[]> {
  const who = { userId: principal.id, kinds };
  const rows = await selectUnread(db.source.manager, who, { before, limit });
  return rows.map((row) => openMessage(keys, row.dataKey, row));
}
