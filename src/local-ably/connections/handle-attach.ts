import { Attachment } from '../channels/attachment';
import type { Channel } from '../channels/channel';
import { catchUp, keepPosition, type CatchUp } from '../channels/catch-up';
import { publicationFrame } from '../channels/publication';
import { AblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import { Flag, Mode } from '../protocol/flags';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';

/** Attaches a connection to a channel, or changes the options of its attachment. */
export function handleAttach(connection: Connection, message: InboundProtocolMessage): void {
  const name = requireChannelName(message);
  const channel = connection.app.channel(name);
  const existing = connection.attachments.get(channel);
  try {
    const attachment = existing ?? newAttachment(connection, name);
    const missed = existing ? keepPosition(channel, message) : catchUp(channel, message);
    attachment.configure(message.flags, message.params);
    if (attachment.granted === 0) throw capabilityDenied(name);
    connection.attachments.set(channel, attachment);
    channel.attachments.set(connection, attachment);
    sendAttached(connection, channel, { attachment, missed });
    channel.occupancy.scheduleUpdate();
  } catch (thrown) {
    connection.detach(channel);
    connection.app.removeIfIdle(channel);
    throw thrown;
  }
}

function newAttachment(connection: Connection, channelName: string): Attachment {
  const max = connection.app.limits.maxChannelsPerConnection;
  if (connection.attachments.size < max) return new Attachment(connection, channelName);
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
  { attachment, missed }: { attachment: Attachment; missed: CatchUp },
): void {
  const hasPresence = attachment.has(Mode.PRESENCE_SUBSCRIBE) && channel.presence.size > 0;
  const backlog = missed.publications.filter(
    ({ annotations, connectionId }) =>
      attachment.has(annotations ? Mode.ANNOTATION_SUBSCRIBE : Mode.SUBSCRIBE) &&
      (connection.echo || connectionId !== connection.id),
  );
  const flags =
    attachment.granted |
    (hasPresence ? Flag.HAS_PRESENCE : 0) |
    (backlog.length > 0 ? Flag.HAS_BACKLOG : 0) |
    (missed.resumed ? Flag.RESUMED : 0);
  connection.send({
    action: Action.ATTACHED,
    channel: channel.name,
    channelSerial: missed.serial,
    flags,
    params: attachment.params,
    ...(missed.error ? { error: missed.error.toWire() } : {}),
  });
  for (const publication of backlog) {
    connection.send(publicationFrame(channel.name, publication));
  }
  if (hasPresence) sendMembers(connection, channel);
  channel.occupancy.sendCurrent(attachment);
}

function sendMembers(connection: Connection, channel: Channel): void {
  for (const frame of channel.presence.syncFrames()) connection.send(frame);
}

/** Detaches a connection; its members leave immediately. */
export function handleDetach(connection: Connection, message: InboundProtocolMessage): void {
  const name = requireChannelName(message);
  const channel = connection.app.channels.get(name);
  if (channel) connection.detach(channel);
  connection.send({ action: Action.DETACHED, channel: name });
}

/** Sends the presence members to a client that requests them. */
export function handleSync(connection: Connection, message: InboundProtocolMessage): void {
  const channel = connection.app.channels.get(requireChannelName(message));
  const attachment = channel && connection.attachments.get(channel);
  if (channel && attachment?.has(Mode.PRESENCE_SUBSCRIBE)) sendMembers(connection, channel);
}
