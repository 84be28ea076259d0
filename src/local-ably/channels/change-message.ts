import type { Operation } from '../auth/capability';
import { assertedClientId, type Identity } from '../auth/identity';
import { AblyError } from '../protocol/ably-error';
import { MessageAction } from '../protocol/actions';
import type { Message, MessageVersion, Payload } from '../protocol/message';
import { assertPlain, isPlainObject } from '../protocol/plain-value';
import type { RawItem } from '../protocol/protocol-message';
import { messageSerial } from '../protocol/serial-clock';
import type { Channel, LocatedMessage } from './channel';
import { storedSizeOf, type Publication } from './publication';
import { broadcastChange, checkSize, type Publisher } from './publish';
import { jsonSize, readMessage, type MessageContent } from './read-message';

/** An update, delete or append of a message. */
export interface Change {
  action: number;
  serial: unknown;
  content: RawItem;
  /** Description and metadata of the operation. */
  operation?: unknown;
}

/** True for the actions that change an existing message. */
export function isChange(action: unknown): action is number {
  return (
    action === MessageAction.UPDATE ||
    action === MessageAction.DELETE ||
    action === MessageAction.APPEND
  );
}

/** Changes a message and returns its new version. */
export function changeMessage(channel: Channel, publisher: Publisher, change: Change): Message {
  requireMutable(channel);
  const found = findMessage(channel, change.serial);
  const { identity } = publisher;
  requireChangePermission(channel, identity, {
    action: change.action,
    author: found.latest.clientId,
  });
  const { content, size } = readMessage(change.content, identity, channel.name);
  checkSize(size + operationSize(change.operation), channel.app.limits.maxMessageSize);
  channel.consumeRate(1);
  const tick = channel.app.clock.next();
  const version = readVersion(change.operation, identity, {
    serial: messageSerial(tick.channelSerial, 0),
    timestamp: Math.max(tick.timestamp, found.latest.version.timestamp + 1),
  });
  const message = applyChange(found.latest, change, { content, version });
  const publication: Publication = {
    serial: tick.channelSerial,
    timestamp: tick.timestamp,
    id: publisher.id,
    connectionId: publisher.connectionId,
    messages: [message],
    isCreation: false,
    size: storedSizeOf([message]),
  };
  channel.store(publication);
  channel.updateRecord(found, (record) => record.addVersion(message));
  const fragment = { ...message, action: MessageAction.APPEND, data: content.data };
  const appends = change.action === MessageAction.APPEND;
  broadcastChange(channel, publication, {
    live: appends ? { ...publication, messages: [fragment] } : publication,
    publisher: publisher.connection,
  });
  return message;
}

/** Throws 93002 on channels whose namespace does not allow changes and annotations. */
export function requireMutable(channel: Channel): void {
  if (channel.app.isMutable(channel.name)) return;
  throw new AblyError(
    93002,
    400,
    `Messages on "${channel.name}" cannot be changed or annotated: use a namespace with mutable messages.`,
  );
}

/** The message with this serial; throws 40400 if there is none. */
export function findMessage(channel: Channel | undefined, serial: unknown): LocatedMessage {
  const found = typeof serial === 'string' ? channel?.locateMessage(serial) : undefined;
  if (found) return found;
  throw new AblyError(40400, 404, 'There is no message with this serial on the channel.');
}

function requireChangePermission(
  channel: Channel,
  identity: Identity,
  target: { action: number; author: string | undefined },
): void {
  const verb = target.action === MessageAction.DELETE ? 'delete' : 'update';
  const may = (operation: Operation): boolean =>
    identity.capability.allows(operation, channel.name);
  if (may(`message-${verb}-any`)) return;
  if (may(`message-${verb}-own`)) {
    if (identity.clientId === undefined) {
      throw new AblyError(40166, 401, `To ${verb} its own message a client needs a clientId.`);
    }
    if (identity.clientId === target.author) return;
  }
  throw new AblyError(40160, 401, `Capability denied: this client may not ${verb} this message.`);
}

/** Size of an operation's description and metadata; counts towards the size limit. */
function operationSize(operation: unknown): number {
  if (!isPlainObject(operation)) return 0;
  const { description, metadata } = operation;
  return (typeof description === 'string' ? description.length : 0) + jsonSize(metadata);
}

function readVersion(
  operation: unknown,
  identity: Identity,
  order: { serial: string; timestamp: number },
): MessageVersion {
  const version: MessageVersion = { ...order };
  const { clientId: asserted, description, metadata } = isPlainObject(operation) ? operation : {};
  const clientId = assertedClientId(identity, asserted);
  if (clientId !== undefined) version.clientId = clientId;
  if (typeof description === 'string') version.description = description;
  if (isPlainObject(metadata)) {
    assertPlain(metadata);
    version.metadata = metadata;
  }
  return version;
}

/** The message after the change: fields in the request replace the old ones, others stay. */
function applyChange(
  before: Message,
  change: Change,
  { content, version }: { content: MessageContent; version: MessageVersion },
): Message {
  const appends = change.action === MessageAction.APPEND;
  const after: Message = {
    ...before,
    version,
    action: appends ? MessageAction.UPDATE : change.action,
  };
  if (content.name !== undefined) after.name = content.name;
  if (isPlainObject(change.content['extras'])) after.extras = content.extras;
  if (content.data === undefined) return after;
  after.data = appends ? appendPayload(before.data, content.data) : content.data;
  if (!appends || before.data === undefined) after.encoding = content.encoding;
  return after;
}

function appendPayload(before: Payload | undefined, more: Payload): Payload {
  if (before === undefined) return more;
  if (typeof before === 'string' && typeof more === 'string') return before + more;
  if (Buffer.isBuffer(before) && Buffer.isBuffer(more)) return Buffer.concat([before, more]);
  throw new AblyError(40013, 400, 'Append data of the same type: text to text, bytes to bytes.');
}
