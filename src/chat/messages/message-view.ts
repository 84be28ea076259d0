import type { MessageType, Role, SystemEvent } from '../../enums';
import type { FileView } from '../../files/file-view';
import { isEncryptedClientMessageId } from './client-message-id';
import type { MessageRow } from './message-repository';
import type { DecryptedContent } from './decrypt-message';
import type { PublicId } from '../access/conversation-ref';

/** A message as clients see it: the same in responses, history and events. */
export type MessageView<Id extends PublicId = PublicId> = Id & MessageFields;

interface MessageFields {
  id: string;
  seq: number;
  senderId: string | null;
  senderName: string;
  senderRole: Role | 'system';
  content: string;
  messageType: MessageType;
  isAutomated: boolean;
  createdAt: string;
  clientMessageId?: string;
  /** Id of the parent message, and of the first message of the thread. */
  replyToId?: string;
  threadRootId?: string;
  reactions?: ReactionView[];
  editedAt?: string;
  /** When set, `content` is empty. */
  deletedAt?: string;
  systemEvent?: SystemEvent;
  file?: FileView;
}

export interface ReactionView {
  userId: string;
  emoji: string;
  addedAt: string;
}

type MessageViewRow = Omit<MessageRow, 'content' | 'conversationId' | 'changedRevision' | 'file'>;

/** Fields that most messages do not have. */
type OptionalFields = Pick<
  MessageViewRow,
  | 'clientMessageId'
  | 'replyToId'
  | 'threadRootId'
  | 'reactions'
  | 'editedAt'
  | 'deletedAt'
  | 'systemEvent'
>;

/** Sender name of system messages. */
const PRACTICE_NAME = 'Ruang Diri';

export function toMessageView<Id extends PublicId>(
  row: MessageViewRow,
  publicId: Id,
  decrypted: string | DecryptedContent,
): MessageView<Id> {
  const { content, file, clientMessageId }: DecryptedContent =
    typeof decrypted === 'string' ? { content: decrypted } : decrypted;
  const view: MessageFields & PublicId = {
    id: row.id,
    seq: row.seq,
    ...publicId,
    senderId: row.senderId,
    senderName: row.senderName ?? PRACTICE_NAME,
    senderRole: row.senderRole ?? 'system',
    content,
    messageType: row.type,
    isAutomated: row.isAutomated,
    createdAt: row.createdAt.toISOString(),
  };
  addOptionalFields(view, row);
  if (clientMessageId !== undefined) view.clientMessageId = clientMessageId;
  if (file) view.file = file;
  return view as MessageFields as MessageView<Id>;
}

/** Empty fields are left out to keep events and pages small. */
function addOptionalFields(view: MessageFields, row: OptionalFields): void {
  const { clientMessageId: stored } = row;
  if (stored !== null && !isEncryptedClientMessageId(stored)) view.clientMessageId = stored;
  if (row.replyToId !== null) view.replyToId = row.replyToId;
  if (row.threadRootId !== null) view.threadRootId = row.threadRootId;
  if (row.reactions !== null && row.reactions.length > 0) {
    view.reactions = row.reactions.map(({ userId, emoji, addedAt }) => ({
      userId,
      emoji,
      addedAt: addedAt.toISOString(),
    }));
  }
  if (row.editedAt !== null && row.deletedAt === null) view.editedAt = row.editedAt.toISOString();
  if (row.systemEvent !== null) view.systemEvent = row.systemEvent;
  if (row.deletedAt !== null) view.deletedAt = row.deletedAt.toISOString();
}
