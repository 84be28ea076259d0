/** What a message carries: text, or bytes that JSON readers get as base64. */
export type Payload = string | Buffer;

/** Who made this version of a message, when, and why. */
export interface MessageVersion {
  serial: string;
  timestamp: number;
  clientId?: string;
  description?: string;
  metadata?: Record<string, unknown>;
}

/** A message as the server keeps it: immutable, every change makes a new object. */
export interface Message {
  id: string;
  name?: string;
  data?: Payload;
  encoding?: string;
  clientId?: string;
  connectionId?: string;
  timestamp: number;
  extras?: Record<string, unknown>;
  serial: string;
  action: number;
  version: MessageVersion;
  annotations?: { summary: Record<string, unknown> };
}

/**
 * A message as it stands in its publication: what follows from the publication may be absent,
 * its id (the publication's with the index), timestamp and connectionId.
 */
export type PublishedMessage = Omit<Message, 'id' | 'timestamp'> &
  Partial<Pick<Message, 'id' | 'timestamp'>>;

/** A presence event as the server keeps it. */
export interface PresenceMessage {
  id: string;
  action: number;
  clientId: string;
  connectionId: string;
  timestamp: number;
  data?: Payload;
  encoding?: string;
  extras?: Record<string, unknown>;
}

/** A reaction or other note on a message. */
export interface Annotation {
  id: string;
  action: number;
  type: string;
  serial: string;
  messageSerial: string;
  timestamp: number;
  name?: string;
  count?: number;
  clientId?: string;
  connectionId?: string;
  data?: Payload;
  encoding?: string;
  extras?: Record<string, unknown>;
}
