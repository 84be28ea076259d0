import type { WireError } from './ably-error';
import type { Annotation, PresenceMessage, PublishedMessage } from './message';

/** A frame from the server. */
export interface OutboundProtocolMessage {
  action: number;
  id?: string;
  channel?: string;
  channelSerial?: string;
  connectionId?: string;
  connectionDetails?: ConnectionDetails;
  count?: number;
  error?: WireError;
  flags?: number;
  msgSerial?: number;
  timestamp?: number;
  params?: Record<string, string>;
  res?: { serials: (string | null)[] }[];
  messages?: (PublishedMessage | MetaMessage)[];
  presence?: PresenceMessage[];
  annotations?: Annotation[];
}

/** A message about the channel itself, not part of its history. */
export interface MetaMessage {
  name: string;
  data: unknown;
  id: string;
  timestamp: number;
  encoding?: string;
  action: number;
}

/** The connection details in CONNECTED. */
export interface ConnectionDetails {
  clientId?: string;
  connectionKey: string;
  maxMessageSize: number;
  maxFrameSize: number;
  maxInboundRate: number;
  connectionStateTtl: number;
  maxIdleInterval: number;
  serverId: string;
  siteCode: string;
}

/** A frame from a client with a validated outer shape; its items are not validated yet. */
export interface InboundProtocolMessage {
  action: number;
  id?: string;
  channel?: string;
  channelSerial?: string;
  msgSerial?: number;
  flags: number;
  params: Record<string, string>;
  accessToken?: string;
  messages: RawItem[];
  presence: RawItem[];
  annotations: RawItem[];
}

/** A message, presence message or annotation as the client sent it. */
export type RawItem = Record<string, unknown>;
