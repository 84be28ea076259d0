import type { Publisher } from '../channels/publish';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';

/** Who a frame of a connection is published by. */
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
