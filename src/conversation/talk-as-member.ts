import type { Principal } from '../accounts/principal';
import type { ConversationServices } from './conversation-services';
import { describeMessages } from './describe-messages';
import type { DescribedMessage } from './describe-messages';
import { keepMessage } from './keep-message';
import type { Draft, KeepMessageServices } from './keep-message';
import type { MessageView } from './message-view';
import { noteHandedOver } from './note-handed-over';
import { readPage } from './read-page';
import type { PageInput, ReadPageServices } from './read-page';
import { searchMessages } from './search-messages';
import type { Highlight } from './search-query';

type Known = Pick<ConversationServices, 'known'>;
type ReadServices = ReadPageServices & Pick<ConversationServices, 'known' | 'deliveries'>;

/** Some messages of a conversation, oldest first. */
interface Talk {
  data: (DescribedMessage & { highlights?: Highlight[] })[];
  /** Whether there is more on the next page. */
  hasMore: boolean;
}

/** Writes in a conversation of any kind but support, sessions included, as one of its members. */
export async function postAsMember(
  services: KeepMessageServices & Known,
  principal: Principal,
  { conversationId, ...draft }: Draft & { conversationId: string },
): Promise<MessageView> {
  const place = await services.known.enterAsMember(principal, conversationId, 'write');
  return keepMessage(services, principal, { ...draft, place });
}

/** A page of its messages. */
export async function listAsMember(
  services: ReadServices,
  principal: Principal,
  { conversationId, ...input }: PageInput & { conversationId: string },
): Promise<Talk> {
  const place = await services.known.enterAsMember(principal, conversationId, 'read');
  const { data, metadata } = await readPage(services, place, input);
  noteHandedOver(services, principal, { conversationId, messages: data });
  return {
    data: await describeMessages(services, place, data),
    hasMore: metadata.hasNextPage,
  };
}

/** Those of its messages that hold all the words. */
export async function searchAsMember(
  services: ReadServices,
  principal: Principal,
  { conversationId, ...wish }: SearchWish,
): Promise<Talk> {
  const place = await services.known.enterAsMember(principal, conversationId, 'read');
  const { data, hasMore } = await searchMessages(services, place, wish);
  const messages = data.map(({ message }) => message);
  const described = await describeMessages(services, place, messages);
  return {
    data: described.map((one, index) => ({ ...one, highlights: data[index]?.highlights ?? [] })),
    hasMore,
  };
}

interface SearchWish {
  conversationId: string;
  search: string;
  page: number;
  limit: number;
}
