/*
 * Closed lists of values shared by contracts, database and code.
 */

export const ROLES = ['client', 'psychologist', 'team'] as const;
export type Role = (typeof ROLES)[number];

export const METHODS = ['chat', 'video', 'call', 'in_person'] as const;
export type Method = (typeof METHODS)[number];

export const SESSION_STATUSES = ['pending', 'active', 'completed', 'cancelled'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Timeline steps in chronological order: greeting, opening, end warning, end. */
export const STEPS = ['initial-message', 'enable-chat', 'end-button', 'auto-end'] as const;
export type Step = (typeof STEPS)[number];

/** `done`, or the reason it was not done. */
export const STEP_OUTCOMES = [
  'done',
  'skipped_late',
  'not_needed',
  'cancelled',
  'superseded',
] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

export const CONVERSATION_KINDS = ['session', 'care', 'support', 'direct', 'group'] as const;
export type ConversationKind = (typeof CONVERSATION_KINDS)[number];

/**
 * Whether members may write: not yet, yes, after the room is reopened by the next message
 * (support), or no more.
 */
export const CONVERSATION_STATES = ['not_open', 'open', 'resolved', 'closed'] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

/** Least urgent first. */
export const SUPPORT_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type SupportPriority = (typeof SUPPORT_PRIORITIES)[number];

export const MESSAGE_TYPES = [
  'text',
  'image',
  'file',
  'system',
  'sticker',
  'automated',
  'voice',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Extensions of the files that the product accepts (C-28), lower case. */
const DOCUMENT_TYPES = ['.pdf', '.docx', '.pptx', '.txt'] as const;
export const IMAGE_TYPES = ['.jpg', '.jpeg', '.png', '.gif'] as const;
export const FILE_TYPES = [...DOCUMENT_TYPES, ...IMAGE_TYPES] as const;

/** Only `clean` files are served. */
export type ScanStatus = 'pending' | 'scanning' | 'clean' | 'infected' | 'error';

export type ThumbnailSize = 'small' | 'medium' | 'large';

export const FILE_PROVIDERS = ['local', 's3', 'minio'] as const;
export type FileProvider = (typeof FILE_PROVIDERS)[number];

/** C-36. */
export const PRESENCE_STATUSES = ['online', 'away', 'busy', 'offline'] as const;
export type PresenceStatus = (typeof PRESENCE_STATUSES)[number];

export const PLATFORMS = ['android', 'ios', 'web'] as const;
export type Platform = (typeof PLATFORMS)[number];

export const PERMISSIONS = ['read', 'write', 'upload', 'download'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Event of a system message, in addition to its text. */
export interface SystemEvent {
  action: 'user_joined' | 'user_left' | 'consultation_started';
  /** Ids only: the user concerned, and the actor if another. */
  data: { userId?: string; byId?: string };
}

/** Of an account itself: these name no counseling. */
const ACCOUNT_NOTIFICATION_KINDS = ['new_device', 'sign_in_failures', 'security_alarm'] as const;
export type AccountNotificationKind = (typeof ACCOUNT_NOTIFICATION_KINDS)[number];

export const NOTIFICATION_KINDS = [
  'session_booked',
  'series_booked',
  'session_invited',
  'session_opened',
  'session_cancelled',
  'session_rescheduled',
  'session_missed',
  'session_outside_hours',
  ...ACCOUNT_NOTIFICATION_KINDS,
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** What a data key of the whole system is for. */
export type SystemKeyName = 'file-hashes';

/** Why content cannot be erased. */
export const ERASURE_REFUSALS = [
  'conversation-not-found',
  'conversation-erased',
  'conversation-held',
  'conversation-in-use',
  'person-not-found',
  'person-in-use',
] as const;
export type ErasureRefusal = (typeof ERASURE_REFUSALS)[number];

/** `running`: the user is removed, and conversations are still being erased. */
export const ERASURE_STATES = [
  'requested',
  'approved',
  'running',
  'executed',
  'undone',
  'refused',
] as const;
export type ErasureState = (typeof ERASURE_STATES)[number];
