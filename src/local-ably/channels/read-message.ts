import { assertedClientId, userClaim, type Identity } from '../auth/identity';
import { AblyError } from '../protocol/ably-error';
import { MessageAction } from '../protocol/actions';
import type { Message, Payload, PublishedMessage } from '../protocol/message';
import { payloadSize, readPayload } from '../protocol/payload';
import { assertPlain, isPlainObject } from '../protocol/plain-value';
import type { RawItem } from '../protocol/protocol-message';
import { messageSerial, type Tick } from '../protocol/serial-clock';

const MESSAGE_OVERHEAD = 400;
const MAX_ID_LENGTH = 1_024;

/** The fields of a message that its author sets. */
export type MessageContent = Pick<Message, 'name' | 'data' | 'encoding' | 'clientId' | 'extras'> & {
  id?: string;
};

/** A validated message of a client, and its size for the size limit. */
export interface ParsedMessage {
  content: MessageContent;
  size: number;
}

/** Validates and normalizes a message. Only fields that the sender wrote count as its size. */
export function readMessage(raw: RawItem, identity: Identity, channel: string): ParsedMessage {
  const content: MessageContent = readPayload(raw['data'], raw['encoding']);
  const name = raw['name'];
  if (typeof name === 'string') content.name = name;
  else if (name !== undefined && name !== null) {
    throw new AblyError(40000, 400, 'Message name must be a string.');
  }
  const clientId = assertedClientId(identity, raw['clientId']);
  if (clientId !== undefined) content.clientId = clientId;
  const id = readId(raw['id']);
  if (id !== undefined) content.id = id;
  const size = rawSize(raw, content.data);
  const extras = readExtras(raw['extras'], userClaim(identity, channel));
  if (extras) content.extras = extras;
  return { content, size };
}

/** Reads a client-chosen id. */
export function readId(id: unknown): string | undefined {
  if (id === undefined || id === null) return undefined;
  if (typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH) return id;
  throw new AblyError(
    40031,
    400,
    `Invalid id: it must be text of 1 to ${MAX_ID_LENGTH} characters, or left out.`,
  );
}

/** Validates extras and sets the sender's user claim, which clients cannot set. */
export function readExtras(
  value: unknown,
  claim: string | undefined,
): Record<string, unknown> | undefined {
  if (value === undefined || value === null) {
    return claim === undefined ? undefined : { userClaim: claim };
  }
  if (!isPlainObject(value)) throw new AblyError(40000, 400, 'Extras must be an object.');
  assertPlain(value);
  const extras = { ...value };
  delete extras['userClaim'];
  return claim === undefined ? extras : { ...extras, userClaim: claim };
}

/** Size of an item for the size limit: its name, clientId, data and extras as sent. */
export function rawSize(raw: RawItem, data: Payload | undefined): number {
  const { name, clientId, extras } = raw;
  return (
    (typeof name === 'string' ? name.length : 0) +
    (typeof clientId === 'string' ? clientId.length : 0) +
    payloadSize(data) +
    jsonSize(extras)
  );
}

/** Length of an object as JSON text; 0 when absent. */
export function jsonSize(value: unknown): number {
  return isPlainObject(value) ? JSON.stringify(value).length : 0;
}

/** Approximate bytes of a stored message. */
export function storedSize(message: PublishedMessage): number {
  const { id, name, clientId, data, extras, version, annotations } = message;
  return (
    MESSAGE_OVERHEAD +
    (id?.length ?? 0) +
    (name?.length ?? 0) +
    (clientId?.length ?? 0) +
    payloadSize(data) +
    jsonSize(extras) +
    (version.description?.length ?? 0) +
    jsonSize(version.metadata) +
    jsonSize(annotations?.summary)
  );
}

/** Creates a message with its serial; modifies and returns the content object. */
export function createMessage(
  content: MessageContent,
  tick: Tick,
  index: number,
): PublishedMessage {
  const serial = messageSerial(tick.channelSerial, index);
  return Object.assign(content, {
    serial,
    action: MessageAction.CREATE,
    version: { serial, timestamp: tick.timestamp },
  });
}
