import type { MessageType, Role } from '../words';
import type { MessageRow } from './message-store';
import type { PlaceName } from './place';

/** A message as its readers see it: the same in replies, in history and on the channel. */
export type MessageView<Name extends PlaceName = PlaceName> = Name & MessageWords;

interface MessageWords {
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
}

type Viewable = Omit<MessageRow, 'content' | 'conversationId'>;

/** Whoever has no name of their own speaks as the practice. */
const PRACTICE = 'Ruang Diri';

export function viewMessage<Name extends PlaceName>(
  row: Viewable,
  name: Name,
  content: string,
): MessageView<Name> {
  const view: MessageWords & PlaceName = {
    id: row.id,
    seq: row.seq,
    ...name,
    senderId: row.senderId,
    senderName: row.senderName ?? PRACTICE,
    senderRole: row.senderRole ?? 'system',
    content,
    messageType: row.type,
    isAutomated: row.isAutomated,
    createdAt: row.createdAt.toISOString(),
    ...(row.clientMessageId === null ? {} : { clientMessageId: row.clientMessageId }),
  };
  return view as MessageWords as MessageView<Name>;
}
