import type { Platform, PresenceStatus } from '../../enums';

/** What a person is there with: a socket, or a page that says so from time to time. */
export interface Device {
  id: string;
  userId: string;
  status: PresenceStatus;
  /** Unless something is heard of it again; milliseconds. */
  lifetime: number;
  platform: Platform;
  version: string | null;
  currentConversations: string[];
  /** Only where an operator asks for it, and only ever told to the person (C-35). */
  location?: Location;
}

interface Location {
  country: string | null;
  timezone: string | null;
}

/** How others see somebody (C-36). */
export interface PresenceView {
  userId: string;
  status: PresenceStatus;
  /** ISO 8601; null: never seen, or too long ago to know. */
  lastSeen: string | null;
}

/** How somebody sees themselves: the whole of what is kept (tutoring-78…82). */
export interface OwnPresence extends PresenceView {
  currentConversations: string[];
  typingIn: string | null;
  devices: { platform: Platform; version: string | null; socketId: string; location?: Location }[];
}
