import { z } from 'zod';
import { requireAccess } from '../access/require-access';
import type { ConversationTarget, PublicIdOf } from '../access/require-access';
import type { SessionPublicId } from '../access/conversation-ref';
import type { ChatServices } from '../chat-services';
import type { Principal } from '../../users/principal';
import { selectReadMarks } from '../receipts/receipt-repository';
import type { ReadMark } from '../receipts/receipt-repository';
import { recordDelivery } from '../receipts/record-delivery';
import { loadMessageDetails } from './message-details';
import type { MessageDetails } from './message-details';
import type { MessageView } from './message-view';
import { pageLimit, pageSchema, readMessagePage } from './read-message-page';
import type { MessagePage, PageInput } from './read-message-page';

const DEFAULT_LIMIT = 20;

export const listMessagesSchema = pageSchema.extend({
  sessionId: z.string('is required'),
  limit: pageLimit.default(DEFAULT_LIMIT),
});

export type ListServices = Pick<ChatServices, 'db' | 'keys' | 'accessCache' | 'deliveryReceipts'>;

/** One page of messages, oldest first. */
export interface ListedMessages<Message> {
  data: Message[];
  metadata: MessagePage['metadata'];
  readMarks: ReadMark[];
  /** Changes up to this revision are included (`listChanges`). */
  revision: number;
}

export type SessionMessagePage = ListedMessages<MessageView<SessionPublicId>>;

/** A page of messages (counseling-65); also records that they were delivered to the caller. */
export async function listMessages<Target extends ConversationTarget>(
  services: ListServices,
  principal: Principal,
  { target, ...input }: PageInput & { target: Target },
): Promise<ListedMessages<MessageView<PublicIdOf<Target>>>> {
  const conversation = await requireAccess(services, principal, { target, permission: 'read' });
  const { conversationId } = conversation;
  const { data, metadata, head } = await readMessagePage(services, conversation, input);
  recordDelivery(services, principal, { conversationId, messages: data });
  const readMarks = await selectReadMarks(services.db.source.manager, conversationId);
  return { data, metadata, readMarks, revision: head.revision };
}

/** Like `listMessages`, with status, readers and edit history of each message. */
export async function listMessageDetails<Target extends ConversationTarget>(
  services: ListServices,
  principal: Principal,
  { target, ...input }: PageInput & { target: Target },
): Promise<ListedMessages<MessageDetails<PublicIdOf<Target>>>> {
  const conversation = await requireAccess(services, principal, { target, permission: 'read' });
  const { conversationId } = conversation;
  const { data, metadata, head } = await readMessagePage(services, conversation, input);
  recordDelivery(services, principal, { conversationId, messages: data });
  const readMarks = await selectReadMarks(services.db.source.manager, conversationId);
  const details = await loadMessageDetails(services, conversation, { messages: data, readMarks });
  return { data: details, metadata, readMarks, revision: head.revision };
}
