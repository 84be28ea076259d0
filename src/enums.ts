/*
 * The closed lists of words that the contract, the database and the code share.
 */

export const ROLES = ['client', 'psychologist', 'team'] as const;
export type Role = (typeof ROLES)[number];

export const METHODS = ['chat', 'video', 'call', 'in_person'] as const;
export type Method = (typeof METHODS)[number];

export const SESSION_STATUSES = ['pending', 'active', 'completed', 'cancelled'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** The steps of a session's timeline, in the order in which they happen. */
export const STEPS = ['initial-message', 'enable-chat', 'end-button', 'auto-end'] as const;
export type Step = (typeof STEPS)[number];

/** How a step ended: `done` acted, every other outcome says why it did not. */
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
 * Whether the members of a conversation may write: not yet, now, after it is opened again (which
 * the next message in a support room does), or no more.
 */
export const CONVERSATION_STATES = ['not_open', 'open', 'resolved', 'closed'] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

/** How soon a support room wants an answer, the least urgent first. */
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

/** Where the scan of a file stands; only what is `clean` is ever handed out. */
export type ScanStatus = 'pending' | 'scanning' | 'clean' | 'infected' | 'error';

export type ThumbnailSize = 'small' | 'medium' | 'large';

/** Where the bytes of files lie. */
export const FILE_PROVIDERS = ['local', 's3', 'minio'] as const;
export type FileProvider = (typeof FILE_PROVIDERS)[number];

/** Whether somebody is there (C-36). */
export const PRESENCE_STATUSES = ['online', 'away', 'busy', 'offline'] as const;
export type PresenceStatus = (typeof PRESENCE_STATUSES)[number];

/** What a person's device runs on. */
export const PLATFORMS = ['android', 'ios', 'web'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What a member of a conversation may do there. */
export const PERMISSIONS = ['read', 'write', 'upload', 'download'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What the system says in a conversation, beside the words for it. */
export interface SystemEvent {
  action: 'user_joined' | 'user_left' | 'consultation_started';
  /** Ids alone: whom it concerns, and who did it if somebody else. */
  data: { userId?: string; byId?: string };
}

export const NOTIFICATION_KINDS = [
  'session_booked',
  'session_invited',
  'session_opened',
  'session_cancelled',
  'session_rescheduled',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
