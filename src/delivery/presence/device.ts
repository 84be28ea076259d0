import type { Platform, PresenceStatus } from '../../enums';

/** A source of a user's presence: a socket, or a page that reports by REST. */
export interface Device {
  id: string;
  userId: string;
  status: PresenceStatus;
  /** Milliseconds until the device expires without another heartbeat. */
  lifetime: number;
  platform: Platform;
  version: string | null;
  currentConversations: string[];
  /** Stored only if the operator enables it; visible to the user only (C-35). */
  location?: Location;
}

interface Location {
  country: string | null;
  timezone: string | null;
}

/** A user as others see them (C-36). */
export interface PresenceView {
  userId: string;
  status: PresenceStatus;
  /** ISO 8601; null: not within the last 30 days. */
  lastSeen: string | null;
}

/** A user's own presence: everything stored (tutoring-78…82). */
export interface OwnPresence extends PresenceView {
  currentConversations: string[];
  typingIn: string | null;
  devices: { platform: Platform; version: string | null; socketId: string; location?: Location }[];
}
