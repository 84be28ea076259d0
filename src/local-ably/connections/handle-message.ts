import { annotate } from '../channels/annotate';
import { changeMessage, isChange } from '../channels/change-message';
import type { Channel } from '../channels/channel';
import { publish, type Publisher } from '../channels/publish';
import { publishName } from '../channels/qualified-name';
import { AblyError } from '../protocol/ably-error';
import { Mode } from '../protocol/flags';
import type { InboundProtocolMessage, RawItem } from '../protocol/protocol-message';
import type { Connection } from './connection';
import { requireMode } from './require-mode';

/** Publishes a client's messages; it need not be attached to the channel. */
export function handleMessage(
  connection: Connection,
  message: InboundProtocolMessage,
): (string | null)[] {
  return connection.app.withChannel(publishName(message.channel ?? ''), (channel) => {
    if (message.params['_forceNack']) {
      throw new AblyError(40099, 400, 'Publish rejected: requested with _forceNack.');
    }
    const changes = message.messages.some((item) => isChange(item['action']));
    if (!changes) requireMode(connection, channel, Mode.PUBLISH);
    const publisher = connectionPublisher(connection, message);
    if (!changes) return publish(channel, publisher, message.messages);
    return message.messages.map((item) => applyChange(channel, publisher, item));
  });
}

function applyChange(channel: Channel, publisher: Publisher, item: RawItem): string {
  const { action, serial, version: operation } = item;
  if (!isChange(action)) {
    throw new AblyError(40000, 400, 'Messages that create and change cannot be sent together.');
  }
  // The message keeps its author; the version records who changed it.
  const content = { ...item, clientId: undefined, id: undefined };
  return changeMessage(channel, publisher, { action, serial, content, operation }).version.serial;
}

/** Publishes a client's annotations of messages. */
export function handleAnnotation(
  connection: Connection,
  message: InboundProtocolMessage,
): (string | null)[] {
  return connection.app.withChannel(publishName(message.channel ?? ''), (channel) => {
    requireMode(connection, channel, Mode.ANNOTATION_PUBLISH);
    return annotate(channel, connectionPublisher(connection, message), message.annotations);
  });
}

/** The publisher of a connection's frame. */
function connectionPublisher(
  connection: Connection,
  { msgSerial }: InboundProtocolMessage,
): Publisher {
  return {
    identity: connection.identity,
    id: `${connection.id}:${msgSerial}`,
    connectionId: connection.id,
    connection,
  };
}
