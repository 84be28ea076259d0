import type { Conversation, Message, MessageChange } from '../../api/api-types';
import { CONVERSATION_STATES } from '../../../enums';
import { fieldsOf } from './fields-of';

/* Parsers of channel events. They return undefined for malformed data, so that the page ignores it. */

export type SessionSignal =
  'chat_enabled' | 'ending_soon' | 'completed' | 'cancelled' | 'rescheduled';

export interface SessionStatusEvent {
  status: SessionSignal;
  sessionId: string;
  serverTime: string;
  endsAt: string;
  startsAt?: string;
  endedBy?: string;
}

/** A member asked to extend the session, one declined, or it was extended. */
export interface SessionExtensionEvent {
  state: 'asked' | 'declined' | 'extended';
  askedBy: string | null;
  expiresAt?: string;
  endsAt: string;
  endButtonAt?: string;
  serverTime: string;
}

export interface ReadReceiptEvent {
  userId: string;
  lastReadSeq: number;
}

export interface TypingEvent {
  userId: string;
  isTyping: boolean;
}

export interface NotificationEvent {
  id: string;
  kind: string;
  counselingId: string | null;
  sessionId: string | null;
  createdAt: string;
}

/** A conversation outside sessions was closed, resolved or reopened. */
export interface ConversationChangedEvent {
  conversationId: string;
  state: Conversation['state'];
}

const SIGNALS: readonly string[] = [
  'chat_enabled',
  'ending_soon',
  'completed',
  'cancelled',
  'rescheduled',
];

export function parseMessage(data: unknown): Message | undefined {
  const { id, seq, content } = fieldsOf(data);
  const isValid =
    typeof id === 'string' && typeof content === 'string' && Number.isSafeInteger(seq) && seq !== 0;
  return isValid ? (data as Message) : undefined;
}

export function parseMessageChange(data: unknown): MessageChange | undefined {
  const { revision, message } = fieldsOf(data);
  const changed = parseMessage(message);
  return Number.isSafeInteger(revision) && changed
    ? { revision: revision as number, message: changed }
    : undefined;
}

export function parseSessionStatus(data: unknown): SessionStatusEvent | undefined {
  const { status, serverTime, endsAt } = fieldsOf(data);
  const isValid =
    typeof status === 'string' && SIGNALS.includes(status) && isInstant(serverTime, endsAt);
  return isValid ? (data as SessionStatusEvent) : undefined;
}

export function parseSessionExtension(data: unknown): SessionExtensionEvent | undefined {
  const { state, askedBy, expiresAt, serverTime, endsAt } = fieldsOf(data);
  const isAsked = state === 'asked' && typeof askedBy === 'string' && isInstant(expiresAt);
  const isValid =
    (isAsked || state === 'declined' || state === 'extended') && isInstant(serverTime, endsAt);
  return isValid ? (data as SessionExtensionEvent) : undefined;
}

export function parseReadReceipt(data: unknown): ReadReceiptEvent | undefined {
  const { userId, lastReadSeq } = fieldsOf(data);
  const isValid = typeof userId === 'string' && Number.isSafeInteger(lastReadSeq);
  return isValid ? (data as ReadReceiptEvent) : undefined;
}

/** Longer than any typing event; clients may publish what they like. */
const MAX_TYPING_LENGTH = 500;

/**
 * A typing event that a client published itself. Ably vouches for `clientId` only: an id in the data may
 * be forged, and nothing else of the data is used.
 */
export function typingOf(message: { clientId?: string; data?: unknown }): unknown {
  const { clientId: userId, data } = message;
  if ((JSON.stringify(data) ?? '').length > MAX_TYPING_LENGTH) return undefined;
  return { userId, isTyping: fieldsOf(data)['isTyping'] };
}

export function parseTyping(data: unknown): TypingEvent | undefined {
  const { userId, isTyping } = fieldsOf(data);
  const isValid = typeof userId === 'string' && typeof isTyping === 'boolean';
  return isValid ? (data as TypingEvent) : undefined;
}

export function parseNotification(data: unknown): NotificationEvent | undefined {
  const { id, kind, counselingId } = fieldsOf(data);
  const isValid =
    [id, kind].every((field) => typeof field === 'string') &&
    (counselingId === null || typeof counselingId === 'string');
  return isValid ? (data as NotificationEvent) : undefined;
}

export function parseConversationChanged(data: unknown): ConversationChangedEvent | undefined {
  const { conversationId, state } = fieldsOf(data);
  const isValid =
    typeof conversationId === 'string' && CONVERSATION_STATES.some((known) => known === state);
  return isValid ? (data as ConversationChangedEvent) : undefined;
}

function isInstant(...texts: unknown[]): boolean {
  return texts.every((text) => typeof text === 'string' && !Number.isNaN(Date.parse(text)));
}
