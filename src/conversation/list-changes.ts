import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import { mayReadIn } from './conversation-policy';
import type { ConversationServices } from './conversation-services';
import { conversationState } from './message-store';
import type { MessageView } from './message-view';
import { selectChangesAfter } from './news-store';
import { openAll } from './read-page';
import type { ReadPageServices } from './read-page';

const MAX_REVISION = 2_147_483_647;
const AT_ONCE = 100;

/** `after`: the revision up to which somebody knows of all changes. */
export const listChangesSchema = z.object({
  conversationId: z.string(),
  after: z.coerce.number('must be a number').int().min(0).max(MAX_REVISION),
});

export interface Changes {
  /** Each message as it is now, with the revision at which it changed last; the oldest change first. */
  changes: { revision: number; message: MessageView }[];
  /** Up to here all is told of. */
  revision: number;
  hasMore: boolean;
}

/**
 * Messages that were edited, deleted or reacted to after a revision, for a member who may have missed
 * hearing of it. Refuses like every other call that names a conversation, and `assignment-ended`.
 */
export async function listChanges(
  services: ReadPageServices & Pick<ConversationServices, 'known'>,
  principal: Principal,
  { conversationId, after }: z.infer<typeof listChangesSchema>,
): Promise<Changes> {
  const place = await services.known.enterAsMember(principal, conversationId, 'read');
  const { source } = services.db;
  const { kind, state, revision } = await conversationState(source.manager, conversationId);
  if (!mayReadIn(kind, state)) throw new AppError('assignment-ended');
  const wants = [{ conversationId, revision: after }];
  const rows = await selectChangesAfter(source, wants, AT_ONCE);
  const messages = await openAll(services, place, rows);
  const changes = messages.map((message, index) => ({
    revision: rows[index]?.changedRevision ?? revision,
    message,
  }));
  const hasMore = rows.length === AT_ONCE;
  return {
    changes,
    revision: hasMore ? (changes.at(-1)?.revision ?? revision) : revision,
    hasMore,
  };
}
