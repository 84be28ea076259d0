import type { MessageType, Role } from '../words';
import type { MessageRow } from './message-store';

/** A message as its readers see it: the same in replies, in history and on the channel. */
export interface MessageView {
  id: string;
  seq: number;
  sessionId: string;
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

export function viewMessage(row: Viewable, sessionId: string, content: string): MessageView {
  return {
    id: row.id,
    seq: row.seq,
    sessionId,
    senderId: row.senderId,
    senderName: row.senderName ?? PRACTICE,
    senderRole: row.senderRole ?? 'system',
    content,
    messageType: row.type,
    isAutomated: row.isAutomated,
    createdAt: row.createdAt.toISOString(),
    ...(row.clientMessageId === null ? {} : { clientMessageId: row.clientMessageId }),
  };
}
