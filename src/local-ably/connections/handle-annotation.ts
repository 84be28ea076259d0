import { annotate } from '../channels/annotate';
import { Mode } from '../protocol/flags';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';
import { requireRight } from './require-right';

/** Publishes a client's annotations of messages. */
export function handleAnnotation(
  connection: Connection,
  message: InboundProtocolMessage,
): (string | null)[] {
  const channel = connection.app.channel(message.channel ?? '');
  try {
    requireRight(connection, channel, Mode.ANNOTATION_PUBLISH);
    const publisher = {
      identity: connection.identity,
      id: `${connection.id}:${message.msgSerial}`,
      connectionId: connection.id,
      connection,
    };
    return annotate(channel, publisher, message.annotations);
  } finally {
    connection.app.forgetIfIdle(channel);
  }
}
