import type { Principal } from '../../users/principal';
import { decryptText, encryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { FileView } from '../../files/file-view';
import type { MessageType } from '../../enums';
import { messageContext } from '../conversation-keys';
import { closedErrorCode } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { readConversationHead } from './message-repository';
import type { InsertedMessage, NewMessage } from './message-repository';
import { toMessageView } from './message-view';
import type { MessageView } from './message-view';
import type { ConversationRef, PublicId } from '../access/conversation-ref';

export interface MessageDraft {
  text: string;
  type: MessageType;
  clientMessageId?: string | undefined;
  /** The id of the message that this one answers. */
  replyTo?: string | undefined;
  /** What is sent with it. */
  file?: FileView;
}

export type StoreMessageServices = Pick<ChatServices, 'db' | 'clock' | 'keys' | 'messages'>;

/**
 * The one way by which people's messages come in, whatever the door: seals the text, keeps it under
 * the conversation's next seq and writes the events that deliver it, in one statement. The caller
 * has let the person in; whether writing is possible is asked in that statement. A repeat with the
 * same `clientMessageId` returns the first message (C-45).
 */
export async function storeMessage<Name extends PublicId>(
  services: StoreMessageServices,
  principal: Principal,
  {
    place,
    text,
    type,
    clientMessageId,
    replyTo,
    file,
  }: MessageDraft & { place: ConversationRef<Name> },
): Promise<MessageView<Name>> {
  const { conversationId, publicId: name } = place;
  const key = await findKey(services, place);
  const context = messageContext(conversationId);
  const message = {
    conversationId,
    senderId: principal.id,
    type,
    content: encryptText(key, text, context),
    clientMessageId: clientMessageId ?? null,
    replyToId: replyTo ?? null,
    fileId: file?.id ?? null,
    toFeed: place.kind !== 'session',
    at: new Date(services.clock.now()),
  };
  const kept = await insertOnce(services, place, message);
  return toMessageView(
    {
      ...message,
      ...kept,
      senderName: principal.fullName,
      senderRole: principal.role,
      isAutomated: false,
      reactions: null,
      systemEvent: null,
    },
    name,
    kept.found === 'new'
      ? { content: text, ...(file ? { file } : {}) }
      : kept.content
        ? decryptText(key, kept.content, context)
        : '',
  );
}

/** Where everything was erased nobody can write, for the reason for which it is closed. */
async function findKey(services: StoreMessageServices, place: ConversationRef): Promise<DataKey> {
  try {
    return await services.keys.find(services.db.source.manager, place.conversationId);
  } catch (error) {
    const isErased = error instanceof AppError && error.code === 'conversation-erased';
    throw isErased ? new AppError(closedErrorCode(place.kind, 'closed'), { cause: error }) : error;
  }
}

async function insertOnce(
  services: StoreMessageServices,
  { conversationId, kind }: ConversationRef,
  message: NewMessage,
): Promise<InsertedMessage> {
  const kept = await services.messages.insert(message).catch((error: unknown) => {
    // Two sends with one id at the same moment: the other has committed, so it is found now.
    if (violatedConstraint(error) !== 'messages_client_message_id') throw error;
    return services.messages.insert(message);
  });
  if (kept) return kept;
  const { state } = await readConversationHead(services.db.source.manager, conversationId);
  if (state === 'open') throw new AppError('answered-message-not-found');
  throw new AppError(closedErrorCode(kind, state));
}
