import { reportedClientId } from '../auth/identity';
import type { AblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { Connection } from './connection';

/** What clients are told when nothing is enforced: a rate that the cloud takes as well. */
const DEFAULT_INBOUND_RATE = 250;

/** Tells the client its connection's id, key and limits; also the answer to a new credential. */
export function sendConnected(connection: Connection, error?: AblyError): void {
  const { limits } = connection.app;
  const clientId = reportedClientId(connection.identity);
  connection.send({
    action: Action.CONNECTED,
    connectionId: connection.id,
    timestamp: Date.now(),
    ...(error ? { error: error.toWire() } : {}),
    connectionDetails: {
      ...(clientId === undefined ? {} : { clientId }),
      connectionKey: connection.key,
      maxMessageSize: limits.maxMessageSize,
      maxFrameSize: limits.maxFrameSize,
      maxInboundRate: Math.min(limits.maxPublishRatePerConnection, DEFAULT_INBOUND_RATE),
      connectionStateTtl: limits.connectionStateTtl,
      maxIdleInterval: limits.maxIdleInterval,
      serverId: 'local-ably',
      siteCode: 'local',
    },
  });
}
