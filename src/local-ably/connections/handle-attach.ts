import { Attachment } from '../channels/attachment';
import type { Channel } from '../channels/channel';
import { catchUp, keepPosition, type CatchUp } from '../channels/catch-up';
import { publicationFrame } from '../channels/publication';
import { parseQualifiedName, type QualifiedName } from '../channels/qualified-name';
import { AblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import { Flag, Mode } from '../protocol/flags';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';

/** Attaches a connection to a channel, or changes the options of its attachment. */
export function handleAttach(connection: Connection, message: InboundProtocolMessage): void {
  const alias = requireChannelName(message);
  const qualified = parseQualifiedName(alias);
  const channel = connection.app.channel(qualified.name);
  const existing = connection.attachments.get(alias)?.attachment;
  const params = { ...qualified.params, ...message.params };
  const request = { ...message, params };
  try {
    const attachment = existing ?? newAttachment(connection, alias, qualified);
    const missed = existing ? keepPosition(channel, request) : catchUp(channel, request);
    attachment.configure(message.flags, params);
    if (attachment.granted === 0) throw capabilityDenied(alias);
    connection.attach(alias, { channel, attachment });
    sendAttached(connection, channel, { alias, attachment, missed });
    channel.occupancy.scheduleUpdate();
  } catch (thrown) {
    connection.detach(alias, channel);
    connection.app.removeIfIdle(channel);
    throw thrown;
  }
}

function newAttachment(
  connection: Connection,
  alias: string,
  { name, filter }: QualifiedName,
): Attachment {
  const max = connection.app.limits.maxChannelsPerConnection;
  if (connection.attachments.size < max) {
    return new Attachment(connection, { name, alias, ...(filter ? { filter } : {}) });
  }
  throw new AblyError(
    90010,
    400,
    `Too many channels: a connection may attach to at most ${max}; detach some.`,
  );
}

function requireChannelName(message: InboundProtocolMessage): string {
  if (message.channel !== undefined) return message.channel;
  throw new AblyError(40000, 400, 'This protocol message needs a channel.');
}

function capabilityDenied(name: string): AblyError {
  return new AblyError(
    40160,
    401,
    `Capability denied: this client has no capability on channel "${name}".`,
  );
}

/** Sends ATTACHED, then the missed or rewound messages, then the presence members. */
function sendAttached(
  connection: Connection,
  channel: Channel,
  { alias, attachment, missed }: { alias: string; attachment: Attachment; missed: CatchUp },
): void {
  const hasPresence = attachment.has(Mode.PRESENCE_SUBSCRIBE) && channel.presence.size > 0;
  const backlog = missed.publications
    .filter(
      ({ annotations, connectionId }) =>
        attachment.has(annotations ? Mode.ANNOTATION_SUBSCRIBE : Mode.SUBSCRIBE) &&
        (connection.echo || connectionId !== connection.id),
    )
    .flatMap((publication) => attachment.view(publicationFrame(alias, publication)) ?? []);
  const flags =
    attachment.granted |
    (hasPresence ? Flag.HAS_PRESENCE : 0) |
    (backlog.length > 0 ? Flag.HAS_BACKLOG : 0) |
    (missed.resumed ? Flag.RESUMED : 0);
  connection.send({
    action: Action.ATTACHED,
    channel: alias,
    channelSerial: missed.serial,
    flags,
    params: attachment.params,
    ...(missed.error ? { error: missed.error.toWire() } : {}),
  });
  for (const frame of backlog) connection.send(frame);
  if (hasPresence) sendMembers(connection, channel, alias);
  channel.occupancy.sendCurrent(attachment);
}

function sendMembers(connection: Connection, channel: Channel, alias: string): void {
  for (const frame of channel.presence.syncFrames()) connection.send({ ...frame, channel: alias });
}

/** Detaches a connection; its members leave immediately. */
export function handleDetach(connection: Connection, message: InboundProtocolMessage): void {
  const name = requireChannelName(message);
  const channel = connection.attachments.get(name)?.channel ?? connection.app.channels.get(name);
  if (channel) connection.detach(name, channel);
  connection.send({ action: Action.DETACHED, channel: name });
}

/** Sends the presence members to a client that requests them. */
export function handleSync(connection: Connection, message: InboundProtocolMessage): void {
  const alias = requireChannelName(message);
  const attached = connection.attachments.get(alias);
  if (attached?.attachment.has(Mode.PRESENCE_SUBSCRIBE)) {
    sendMembers(connection, attached.channel, alias);
  }
}
