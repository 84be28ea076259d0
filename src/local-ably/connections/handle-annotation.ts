import { annotate } from '../channels/annotate';
import { Mode } from '../protocol/flags';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';
import { connectionPublisher } from './connection-publisher';
import { requireMode } from './require-mode';

/** Publishes a client's annotations of messages. */
export function handleAnnotation(
  connection: Connection,
  message: InboundProtocolMessage,
): (string | null)[] {
  return connection.app.withChannel(message.channel ?? '', (channel) => {
    requireMode(connection, channel, Mode.ANNOTATION_PUBLISH);
    return annotate(channel, connectionPublisher(connection, message), message.annotations);
  });
}
