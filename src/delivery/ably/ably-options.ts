import type { ClientOptions } from 'ably';
import { isHostName } from '../../config/ably-host';
import type { AblyAddress } from '../../config/config';
import type { Logger } from '../../logger';

/** Connects to Ably's cloud, or to an Ably-compatible server at `address`. */
export function ablyOptions(address: AblyAddress): ClientOptions {
  if (address.endpoint === undefined) return {};
  // A self-hosted server may have no internet access to check and has no fallback hosts.
  return { ...publicAblyOptions(address), disableConnectivityCheck: true };
}

/**
 * Where the SDK checks that WebSockets work when a connection takes long: by default at a host of
 * Ably's cloud, but nothing may leave a network with a server of its own.
 */
function webSocketCheckOf({
  endpoint = '',
  port,
  tls,
}: AblyAddress): Pick<PublicAblyOptions, 'wsConnectivityCheckUrl'> {
  if (!isHostName(endpoint)) return {};
  const host = port === undefined ? endpoint : `${endpoint}:${port}`;
  return { wsConnectivityCheckUrl: `${tls ? 'wss' : 'ws'}://${host}` };
}

/** Of one request, attempts with other hosts included. */
export function requestDeadline(
  ms: number,
): Pick<ClientOptions, 'httpOpenTimeout' | 'httpRequestTimeout' | 'httpMaxRetryDuration'> {
  return { httpOpenTimeout: ms, httpRequestTimeout: ms, httpMaxRetryDuration: ms };
}

/** By default the SDK logs plain text to the console. */
export function ablyLogHandler(logger: Logger): Pick<ClientOptions, 'logHandler'> {
  return { logHandler: (message: string) => logger.warn({ from: 'ably' }, message) };
}

/** Connection options of a client, in addition to its token. */
export interface PublicAblyOptions {
  endpoint?: string;
  port?: number;
  tlsPort?: number;
  tls?: boolean;
  wsConnectivityCheckUrl?: string;
}

export function publicAblyOptions(address: AblyAddress): PublicAblyOptions {
  if (address.endpoint === undefined) return {};
  const { endpoint, port, tls } = address;
  return {
    endpoint,
    tls,
    ...(port === undefined ? {} : tls ? { tlsPort: port } : { port }),
    ...webSocketCheckOf(address),
  };
}
