import { publish } from '../channels/publish';
import { AblyError } from '../protocol/ably-error';
import { Mode } from '../protocol/flags';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';
import { requireRight } from './require-right';

/** Publishes a client's messages; the client need not be attached. */
export function handleMessage(
  connection: Connection,
  message: InboundProtocolMessage,
): (string | null)[] {
  const name = message.channel ?? '';
  const channel = connection.app.channel(name);
  try {
    if (message.params['_forceNack']) {
      throw new AblyError(40099, 400, 'Publish refused: the client asked for a refusal.');
    }
    requireRight(connection, channel, Mode.PUBLISH);
    const publisher = {
      identity: connection.identity,
      id: `${connection.id}:${message.msgSerial}`,
      connectionId: connection.id,
      connection,
    };
    return publish(channel, publisher, message.messages);
  } finally {
    connection.app.forgetIfIdle(channel);
  }
}
