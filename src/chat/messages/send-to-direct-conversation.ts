import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { ChatServices } from '../chat-services';
import { storeMessage } from './store-message';
import type { MessageDraft } from './store-message';
import type { MessageView } from './message-view';
import type { ConversationPublicId, ConversationRef } from '../access/conversation-ref';

export type SendDirectServices = Pick<
  ChatServices,
  'db' | 'clock' | 'keys' | 'messages' | 'directConversations'
>;

interface DirectSend {
  /** In whose name which conversation is meant. */
  cacheKey: string;
  draft: MessageDraft;
  open: () => Promise<ConversationRef<ConversationPublicId>>;
}

/** The assignment ended, or what was said there was erased. */
const CLOSED_ERRORS: ErrorCode[] = ['assignment-ended', 'conversation-closed'];

/** What was remembered may have closed while another one opened: then it is looked for again, once. */
export async function sendToDirectConversation(
  services: SendDirectServices,
  principal: Principal,
  { cacheKey: asked, draft, open }: DirectSend,
): Promise<MessageView<ConversationPublicId>> {
  const place = await services.directConversations.find(asked, open);
  try {
    return await storeMessage(services, principal, { ...draft, place });
  } catch (error) {
    const hasClosed = error instanceof AppError && CLOSED_ERRORS.includes(error.code);
    if (!hasClosed || !services.directConversations.forget(asked)) throw error;
    return storeMessage(services, principal, { ...draft, place: await open() });
  }
}
