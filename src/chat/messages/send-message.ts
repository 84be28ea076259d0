import type { ConversationPublicId, ConversationRef, PublicId } from '../access/conversation-ref';
import { closedErrorCode } from '../access/conversation-policy';
import { requireAccess } from '../access/require-access';
import type { ConversationTarget, PublicIdOf } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { decryptText, encryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { messageContext } from '../conversation-keys';
import { readConversationHead } from '../conversation-repository';
import { violatedConstraint } from '../../database/in-transaction';
import type { MessageType } from '../../enums';
import { AppError } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { FileView } from '../../files/file-view';
import { openCareConversation, openDirectConversation } from '../members/open-direct-conversation';
import { reopenRoom } from '../support/reopen-room';
import type { Principal } from '../../users/principal';
import type { InsertedMessage, PostedMessage, Refusal } from './store-messages';
import { toMessageView } from './message-view';
import { encryptClientMessageId } from './client-message-id';
import type { MessageView } from './message-view';

export interface MessageDraft {
  text: string;
  type: MessageType;
  /** A repeated send with the same id returns the first message (C-45). */
  clientMessageId?: string | undefined;
  /** Id of the parent message. */
  replyTo?: string | undefined;
  file?: FileView;
}

/** The conversation with another user; the first message creates it. */
export interface UserTarget {
  userId: string;
}
/** The care conversation of a client with the psychologist now assigned (care-15…18). */
export interface CareTarget {
  careClientId: string;
}
export type SendTarget = ConversationTarget | UserTarget | CareTarget;
type SentPublicId<Target> = Target extends UserTarget | CareTarget
  ? ConversationPublicId
  : PublicIdOf<Target>;

export type StoreServices = Pick<ChatServices, 'db' | 'clock' | 'keys' | 'messages'>;
export type SendServices = StoreServices &
  Pick<ChatServices, 'accessCache' | 'directConversations'>;

/**
 * Sends a user's message, for every API. Throws what `requireAccess` throws, or for a user or care
 * target the error code of `directConversationRule`; then the reason why the conversation is
 * closed.
 */
export async function sendMessage<Target extends SendTarget>(
  services: SendServices,
  principal: Principal,
  { target, ...draft }: MessageDraft & { target: Target },
): Promise<MessageView<SentPublicId<Target>>> {
  const message: unknown = isConversation(target)
    ? await sendToConversation(services, principal, { target, draft })
    : await sendDirect(services, principal, { target, draft });
  return message as MessageView<SentPublicId<Target>>;
}

function isConversation(target: SendTarget): target is ConversationTarget {
  return 'sessionId' in target || 'conversationId' in target;
}

async function sendToConversation(
  services: SendServices,
  principal: Principal,
  { target, draft }: { target: ConversationTarget; draft: MessageDraft },
): Promise<MessageView> {
  const conversation = await requireAccess(services, principal, { target, permission: 'write' });
  return storeMessage(services, principal, { ...draft, conversation });
}

/** A cached conversation may have been closed and replaced by another: looks it up once more. */
async function sendDirect(
  services: SendServices,
  principal: Principal,
  { target, draft }: { target: UserTarget | CareTarget; draft: MessageDraft },
): Promise<MessageView<ConversationPublicId>> {
  const open = (): Promise<ConversationRef<ConversationPublicId>> =>
    'userId' in target
      ? openDirectConversation(services, principal, target.userId)
      : openCareConversation(services, principal, target.careClientId);
  const { directConversations } = services;
  const key = `${principal.id} ${JSON.stringify(target)}`;
  const conversation = await directConversations.find(key, open);
  try {
    return await storeMessage(services, principal, { ...draft, conversation });
  } catch (error) {
    const isClosed = error instanceof AppError && CLOSED_ERRORS.includes(error.code);
    if (!isClosed || !directConversations.forget(key)) throw error;
    return storeMessage(services, principal, { ...draft, conversation: await open() });
  }
}

/** A direct or care conversation that was closed; its users may have a newer one. */
const CLOSED_ERRORS: ErrorCode[] = ['assignment-ended', 'conversation-closed'];

/** Encrypts and inserts a message; the caller has checked access. */
export async function storeMessage<Id extends PublicId>(
  services: StoreServices,
  principal: Principal,
  draft: MessageDraft & { conversation: ConversationRef<Id> },
): Promise<MessageView<Id>> {
  const { conversation, text, file, clientMessageId: clientId } = draft;
  const { conversationId, kind, publicId } = conversation;
  const key = await findKey(services, conversation);
  const context = messageContext(conversationId);
  const message = {
    conversationId,
    senderId: principal.id,
    type: draft.type,
    content: encryptText(key, text, context),
    clientMessageId:
      clientId === undefined ? null : encryptClientMessageId(key, conversationId, clientId),
    replyToId: draft.replyTo ?? null,
    fileId: file?.id ?? null,
    toFeed: kind !== 'session',
    createdAt: new Date(services.clock.now()),
  };
  const inserted = await insertOnce(services, conversation, message);
  const row = {
    ...message,
    ...inserted,
    senderName: principal.fullName,
    senderRole: principal.role,
    isAutomated: false,
    reactions: null,
    systemEvent: null,
  };
  const named = clientId === undefined ? {} : { clientMessageId: clientId };
  if (inserted.found === 'new') {
    return toMessageView(row, publicId, { content: text, ...named, ...(file ? { file } : {}) });
  }
  const first = inserted.content ? decryptText(key, inserted.content, context) : '';
  return toMessageView(row, publicId, { content: first, ...named });
}

/** An erased conversation has no key and rejects messages like a closed one. */
async function findKey(
  { keys, db }: StoreServices,
  { conversationId, kind }: ConversationRef,
): Promise<DataKey> {
  try {
    return await keys.find(db.source.manager, conversationId);
  } catch (error) {
    const isErased = error instanceof AppError && error.code === 'conversation-erased';
    throw isErased ? new AppError(closedErrorCode(kind, 'closed'), { cause: error }) : error;
  }
}

const isInserted = (result: InsertedMessage | Refusal): result is InsertedMessage =>
  typeof result === 'object';

async function insertOnce(
  { db, messages }: StoreServices,
  { conversationId, kind }: ConversationRef,
  message: PostedMessage,
): Promise<InsertedMessage> {
  const insert = () =>
    messages.insert(message).catch((error: unknown) => {
      // A concurrent send with the same id has committed: now the insert finds it.
      if (violatedConstraint(error) !== 'messages_client_message_id') throw error;
      return messages.insert(message);
    });
  let result = await insert();
  if (result === 'not-open' && kind === 'support' && (await reopenRoom(db, conversationId))) {
    result = await insert();
  }
  if (isInserted(result)) return result;
  const { state } = await readConversationHead(db.source.manager, conversationId);
  if (state !== 'open') throw new AppError(closedErrorCode(kind, state));
  if (result === 'parent-not-found') throw new AppError('answered-message-not-found');
  // It was opened between the insert and the read of its state.
  result = await insert();
  if (isInserted(result)) return result;
  throw new AppError('conflict');
}
