import { reportedClientId } from '../auth/identity';
import type { AblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { Connection } from './connection';

/** Reported when no rate limit is configured; Ably's own default. */
const DEFAULT_INBOUND_RATE = 250;

/** Sends the connection's id, key and limits; also the response to AUTH. */
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
