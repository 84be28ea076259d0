import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';
import { recordDelivery } from '../receipts/record-delivery';
import { selectReadMarks } from './message-repository';
import type { ReadMark } from './message-repository';
import { pageLimit, pageSchema, readMessagePage } from './read-message-page';
import type { MessagePage } from './read-message-page';
import { sessionConversationRef } from '../access/session-membership-cache';
import type { SessionPublicId } from '../access/session-membership-cache';

const DEFAULT_PAGE_SIZE = 20;

export const listMessagesSchema = pageSchema.extend({
  sessionId: z.string('is required'),
  limit: pageLimit.default(DEFAULT_PAGE_SIZE),
});

export type ListMessagesInput = z.infer<typeof listMessagesSchema>;

export interface SessionMessagePage extends Pick<
  MessagePage<SessionPublicId>,
  'data' | 'metadata'
> {
  /** How far each member has read. */
  readMarks: ReadMark[];
  /** Up to here all changes of its messages are in it (`list-changes.ts`). */
  revision: number;
}

type Services = Pick<ChatServices, 'db' | 'keys' | 'sessionMemberships' | 'deliveryReceipts'>;

/** A page of a session's messages for one of its participants (counseling-65). */
export async function listSessionMessages(
  services: Services,
  principal: Principal,
  input: ListMessagesInput,
): Promise<SessionMessagePage> {
  const facts = await services.sessionMemberships.requireParticipant(principal, input.sessionId);
  const { data, metadata, head } = await readMessagePage(
    services,
    sessionConversationRef(facts),
    input,
  );
  recordDelivery(services, principal, { conversationId: facts.conversationId, messages: data });
  const readMarks = await selectReadMarks(services.db.source.manager, facts.conversationId);
  return { data, metadata, readMarks, revision: head.revision };
}
