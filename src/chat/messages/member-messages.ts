import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';
import { loadMessageDetails } from './message-details';
import type { MessageDetails } from './message-details';
import { storeMessage } from './store-message';
import type { MessageDraft, StoreMessageServices } from './store-message';
import type { MessageView } from './message-view';
import { recordDelivery } from '../receipts/record-delivery';
import { readMessagePage } from './read-message-page';
import type { PageInput, ReadMessagesServices } from './read-message-page';
import { searchMessages } from '../search/search-messages';
import type { Highlight } from '../search/search-query';

type AccessServices = Pick<ChatServices, 'accessCache'>;
type ReadServices = ReadMessagesServices & Pick<ChatServices, 'accessCache' | 'deliveryReceipts'>;

/** Some messages of a conversation, oldest first. */
interface MessageDetailsPage {
  data: (MessageDetails & { highlights?: Highlight[] })[];
  /** Whether there is more on the next page. */
  hasMore: boolean;
}

/** Writes in a conversation of any kind but support, sessions included, as one of its members. */
export async function sendAsMember(
  services: StoreMessageServices & AccessServices,
  principal: Principal,
  { conversationId, ...draft }: MessageDraft & { conversationId: string },
): Promise<MessageView> {
  const place = await services.accessCache.requireMemberAccess(principal, conversationId, 'write');
  return storeMessage(services, principal, { ...draft, place });
}

/** A page of its messages. */
export async function listMessagesAsMember(
  services: ReadServices,
  principal: Principal,
  { conversationId, ...input }: PageInput & { conversationId: string },
): Promise<MessageDetailsPage> {
  const place = await services.accessCache.requireMemberAccess(principal, conversationId, 'read');
  const { data, metadata } = await readMessagePage(services, place, input);
  recordDelivery(services, principal, { conversationId, messages: data });
  return {
    data: await loadMessageDetails(services, place, data),
    hasMore: metadata.hasNextPage,
  };
}

/** Those of its messages that hold all the words. */
export async function searchMessagesAsMember(
  services: ReadServices,
  principal: Principal,
  { conversationId, ...wish }: SearchInput,
): Promise<MessageDetailsPage> {
  const place = await services.accessCache.requireMemberAccess(principal, conversationId, 'read');
  const { data, hasMore } = await searchMessages(services, place, wish);
  const messages = data.map(({ message }) => message);
  const described = await loadMessageDetails(services, place, messages);
  return {
    data: described.map((one, index) => ({ ...one, highlights: data[index]?.highlights ?? [] })),
    hasMore,
  };
}

interface SearchInput {
  conversationId: string;
  search: string;
  page: number;
  limit: number;
}
