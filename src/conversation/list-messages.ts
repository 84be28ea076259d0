import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import type { ConversationServices } from './conversation-services';
import { noteHandedOver } from './note-handed-over';
import { readMarksOf } from './message-store';
import type { ReadMarkOf } from './message-store';
import { pageLimit, pageSchema, readPage } from './read-page';
import type { Page } from './read-page';
import { placeOfSession } from './session-membership';
import type { SessionName } from './session-membership';

const PAGE = 20;

export const listMessagesSchema = pageSchema.extend({
  sessionId: z.string('is required'),
  limit: pageLimit.default(PAGE),
});

export type ListMessagesInput = z.infer<typeof listMessagesSchema>;

export interface MessagePage extends Pick<Page<SessionName>, 'data' | 'metadata'> {
  /** How far each member has read. */
  readMarks: ReadMarkOf[];
  /** Up to here all changes of its messages are in it (`list-changes.ts`). */
  revision: number;
}

type Services = Pick<ConversationServices, 'db' | 'keys' | 'memberships' | 'deliveries'>;

/** A page of a session's messages for one of its participants (counseling-65). */
export async function listMessages(
  services: Services,
  principal: Principal,
  input: ListMessagesInput,
): Promise<MessagePage> {
  const facts = await services.memberships.require(principal, input.sessionId);
  const { data, metadata, head } = await readPage(services, placeOfSession(facts), input);
  noteHandedOver(services, principal, { conversationId: facts.conversationId, messages: data });
  const readMarks = await readMarksOf(services.db.source.manager, facts.conversationId);
  return { data, metadata, readMarks, revision: head.revision };
}
