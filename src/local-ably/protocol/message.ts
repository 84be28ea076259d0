/** Message data: text, or bytes, which are base64 in JSON. */
export type Payload = string | Buffer;

/** Author, time and description of a message version. */
export interface MessageVersion {
  serial: string;
  timestamp: number;
  clientId?: string;
  description?: string;
  metadata?: Record<string, unknown>;
}

/** A stored message: immutable, every change creates a new object. */
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

/** A message inside its publication, which supplies a missing id, timestamp and connectionId. */
export type PublishedMessage = Omit<Message, 'id' | 'timestamp'> &
  Partial<Pick<Message, 'id' | 'timestamp'>>;

/** A stored presence event. */
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

/** A reaction or another annotation of a message. */
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
