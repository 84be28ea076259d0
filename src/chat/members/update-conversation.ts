import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { inTransaction } from '../../database/in-transaction';
import { FILE_TYPES } from '../../enums';
import { AppError } from '../../errors';
import { MAX_FILE_SIZE } from '../../files/file-rules';
import { saveDetails } from './conversation-details-repository';
import { closedErrorCode } from '../access/conversation-policy';
import { requireAccess } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { loadConversation } from '../inbox/list-conversations';
import type { ConversationView } from '../inbox/conversation-view';
import { lockConversation, recordConversationChange } from '../conversation-repository';
import { conversationTitle, encryptTitle } from './create-conversation';
import { requireManager } from './group-policy';
import { recordArchived } from './member-repository';
import { withoutUndefined } from '../without-undefined';

const MAX_RETENTION_DAYS = 36_500;

const settingsSchema = z
  .object({
    allowFileUpload: z.boolean('must be true or false'),
    maxFileSize: z.int('must be a whole number of bytes').min(1).max(MAX_FILE_SIZE),
    allowedFileTypes: z
      .array(z.enum(FILE_TYPES), `must be a list of ${FILE_TYPES.join(', ')}`)
      .transform((types) => [...new Set(types)]),
    autoArchive: z.boolean('must be true or false'),
    retention: z.int('must be a whole number of days').min(1).max(MAX_RETENTION_DAYS),
  })
  .partial();

export const updateConversationSchema = z.object({
  title: conversationTitle.nullable().optional(),
  settings: settingsSchema.optional(),
});

type Services = Pick<ChatServices, 'db' | 'clock' | 'keys' | 'accessCache'>;

/** Sets title and settings; for managers of an open conversation. */
export async function updateConversation(
  services: Services,
  principal: Principal,
  {
    conversationId,
    title,
    settings = {},
  }: z.infer<typeof updateConversationSchema> & ConversationId,
): Promise<ConversationView> {
  await requireAccess(services, principal, { target: { conversationId }, permission: 'write' });
  const at = new Date(services.clock.now());
  const encryptedTitle =
    typeof title === 'string' ? await encryptTitle(services, conversationId, title) : title;
  const { retention: retentionDays, ...rest } = settings;
  const change = { title: encryptedTitle, retentionDays, ...rest };
  await inTransaction(services.db, async (tx) => {
    const conversation = await lockConversation(tx, conversationId);
    if (!conversation) throw new AppError('conversation-not-found');
    requireManager(principal, conversation);
    const { kind, state } = conversation;
    if (state === 'closed') throw new AppError(closedErrorCode(kind, state));
    await saveDetails(tx, conversationId, { ...withoutUndefined(change), at });
    await recordConversationChange(tx, conversationId);
  });
  return loadConversation(services, principal, conversationId);
}

interface ConversationId {
  conversationId: string;
}

/** Archives or unarchives a conversation for the caller only. */
export async function archiveConversation(
  services: Services,
  principal: Principal,
  { conversationId, isArchived }: ConversationId & { isArchived: boolean },
): Promise<ConversationView> {
  await requireAccess(services, principal, { target: { conversationId }, permission: 'read' });
  const at = isArchived ? new Date(services.clock.now()) : null;
  await inTransaction(services.db, (tx) =>
    recordArchived(tx, { conversationId, userId: principal.id, at }),
  );
  return loadConversation(services, principal, conversationId);
}
