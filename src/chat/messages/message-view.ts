import type { MessageType, Role, SystemEvent } from '../../enums';
import type { FileView } from '../../files/file-view';
import type { MessageRow } from './message-repository';
import type { DecryptedContent } from './decrypt-message';
import type { PublicId } from '../access/conversation-ref';

/** A message as its readers see it: the same in replies, in history and on the channel. */
export type MessageView<Name extends PublicId = PublicId> = Name & MessageFields;

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
  /** The message that this one answers, and the one with which the thread began. */
  replyToId?: string;
  threadRootId?: string;
  reactions?: ReactionView[];
  editedAt?: string;
  /** The words are gone for everybody; `content` is empty. */
  deletedAt?: string;
  /** What the system says happened. */
  systemEvent?: SystemEvent;
  file?: FileView;
}

export interface ReactionView {
  userId: string;
  emoji: string;
  addedAt: string;
}

type MessageViewRow = Omit<MessageRow, 'content' | 'conversationId' | 'changedRevision' | 'file'>;

/** What most messages do not have. */
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

/** Whoever has no name of their own speaks as the practice. */
const PRACTICE_NAME = 'Ruang Diri';

export function toMessageView<Name extends PublicId>(
  row: MessageViewRow,
  name: Name,
  words: string | DecryptedContent,
): MessageView<Name> {
  const { content, file }: DecryptedContent =
    typeof words === 'string' ? { content: words } : words;
  const view: MessageFields & PublicId = {
    id: row.id,
    seq: row.seq,
    ...name,
    senderId: row.senderId,
    senderName: row.senderName ?? PRACTICE_NAME,
    senderRole: row.senderRole ?? 'system',
    content,
    messageType: row.type,
    isAutomated: row.isAutomated,
    createdAt: row.createdAt.toISOString(),
  };
  addOptionalFields(view, row);
  if (file) view.file = file;
  return view as MessageFields as MessageView<Name>;
}

/** Absent when empty: on the channel and in history a plain message stays as small as it is. */
function addOptionalFields(view: MessageFields, row: OptionalFields): void {
  if (row.clientMessageId !== null) view.clientMessageId = row.clientMessageId;
  if (row.replyToId !== null) view.replyToId = row.replyToId;
  if (row.threadRootId !== null) view.threadRootId = row.threadRootId;
  if (row.reactions !== null && row.reactions.length > 0) {
    view.reactions = row.reactions.map(({ addedAt, ...rest }) => ({
      ...rest,
      addedAt: new Date(addedAt).toISOString(),
    }));
  }
  if (row.editedAt !== null && row.deletedAt === null) view.editedAt = row.editedAt.toISOString();
  if (row.systemEvent !== null) view.systemEvent = row.systemEvent;
  if (row.deletedAt !== null) view.deletedAt = row.deletedAt.toISOString();
}
