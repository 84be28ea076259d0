import type { Publisher } from '../channels/publish';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';

/** The publisher of a connection's frame. */
export function connectionPublisher(
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
