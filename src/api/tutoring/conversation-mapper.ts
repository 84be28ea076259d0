import { DateTime } from 'luxon';
import { FILE_TYPES } from '../../chat/members/update-conversation';
import type {
  ConversationSettings,
  ConversationView,
  ParticipantView,
} from '../../chat/inbox/conversation-view';
import type { Permission } from '../../enums';
import { conversationTypeOf, WIRE_ROLES, wireMessageType, wireUser } from './tutoring-enums';
import type { ConversationType, WireMessageType } from './tutoring-enums';

interface WireParticipant {
  userId: string;
  role: 'student' | 'tutor';
  user: { name: string; avatar: null };
  joinedAt: string;
  leftAt: string | null;
  permissions: Permission[];
}

interface WireSettings extends Omit<ConversationSettings, 'retentionDays' | 'allowedFileTypes'> {
  allowedFileTypes: string[];
  /** Days. */
  retention: number;
}

/** A conversation, in the list and alone (tutoring-39…52, tutoring-98…100). */
interface WireConversation {
  id: string;
  type: ConversationType;
  title: string | null;
  consultationId: string | null;
  participants: WireParticipant[];
  settings: WireSettings;
  metadata: {
    lastMessageAt: string | null;
    messageCount: number;
    isArchived: boolean;
    archivedAt: string | null;
    createdBy: string | null;
  };
  lastMessage: {
    content: string;
    senderId: string | null;
    sentAt: string;
    type: WireMessageType;
  } | null;
  unreadCount: number;
  isOnline: boolean;
  createdAt: string;
  updatedAt: string;
}

/** What a conversation's view does not know. */
interface ConversationContext {
  /** Whether somebody else in it is there. */
  isOnline: boolean;
  /** How many days words of its kind are kept. */
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

function wireParticipant(view: ParticipantView): WireParticipant {
  const { id: userId, role, fullName, joinedAt, leftAt, permissions } = view;
  return {
    ...{ userId, role: WIRE_ROLES[role], user: wireUser(fullName) },
    ...{ joinedAt, leftAt, permissions },
  };
}

function wireSettings(settings: ConversationSettings, retention: number): WireSettings {
  const { allowFileUpload, maxFileSize, allowedFileTypes, autoArchive, retentionDays } = settings;
  return {
    ...{ allowFileUpload, maxFileSize, autoArchive },
    allowedFileTypes: allowedFileTypes ?? [...FILE_TYPES],
    retention: retentionDays ?? retention,
  };
}

/** Sessions that nobody gave a name are called by their time, as their people agreed on it. */
function titleOfSession({ counseling }: ConversationView): string | null {
  if (!counseling) return null;
  const start = DateTime.fromISO(counseling.startsAt, { zone: counseling.timezone, locale: 'id' });
  return `Konseling ${start.toFormat('d LLLL yyyy, HH.mm')}`;
}
