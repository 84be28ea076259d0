import { DateTime } from 'luxon';
import { FILE_TYPES } from '../../enums';
import type {
  ConversationSettings,
  ConversationView,
  ParticipantView,
} from '../../chat/inbox/conversation-view';
import { conversationTypeOf, WIRE_ROLES, wireMessageType, wireUser } from './tutoring-enums';
import type { WireConversation } from './tutoring-schemas';

/** Fields of a conversation that its view does not contain. */
interface ConversationContext {
  /** Whether another member is present. */
  isOnline: boolean;
  /** Retention of its kind in days. */
  retention: number;
}

export function wireConversation(
  view: ConversationView,
  { isOnline, retention }: ConversationContext,
): WireConversation {
  const { lastMessage, archivedAt, lastMessageAt, createdBy } = view;
  return {
    id: view.id,
    type: conversationTypeOf(view.kind),
    title: view.title ?? titleOfSession(view),
    consultationId: view.counseling?.id ?? null,
    participants: view.participants.map(wireParticipant),
    settings: wireSettings(view.settings, retention),
    metadata: {
      lastMessageAt,
      messageCount: view.lastSeq,
      isArchived: archivedAt !== null,
      archivedAt,
      createdBy,
    },
    lastMessage: lastMessage && {
      content: lastMessage.content,
      senderId: lastMessage.senderId,
      sentAt: lastMessage.createdAt,
      type: wireMessageType(lastMessage.messageType),
    },
    unreadCount: view.unreadCount,
    isOnline,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  };
}

function wireParticipant(view: ParticipantView): WireConversation['participants'][number] {
  const { id: userId, role, fullName, joinedAt, leftAt, permissions } = view;
  return {
    userId,
    role: WIRE_ROLES[role],
    user: wireUser(fullName),
    joinedAt,
    leftAt,
    permissions,
  };
}

function wireSettings(
  settings: ConversationSettings,
  retention: number,
): WireConversation['settings'] {
  const { allowFileUpload, maxFileSize, allowedFileTypes, autoArchive, retentionDays } = settings;
  return {
    allowFileUpload,
    maxFileSize,
    autoArchive,
    allowedFileTypes: allowedFileTypes ?? [...FILE_TYPES],
    retention: retentionDays ?? retention,
  };
}

/** A session without a title is named by its start in the counseling's time zone. */
function titleOfSession({ counseling }: ConversationView): string | null {
  if (!counseling) return null;
  const start = DateTime.fromISO(counseling.startsAt, { zone: counseling.timezone, locale: 'id' });
  return `Konseling ${start.toFormat('d LLLL yyyy, HH.mm')}`;
}
