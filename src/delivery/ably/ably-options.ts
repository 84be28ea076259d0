import type { ClientOptions } from 'ably';
import type { AblyAddress } from '../../config/config';
import type { Logger } from '../../logger';

/** How a client of ours reaches Ably's cloud or an Ably-compatible server. */
export function ablyOptions(address: AblyAddress): ClientOptions {
  if (address.endpoint === undefined) return {};
  const { endpoint, port, tls } = address;
  return {
    endpoint,
    tls,
    // A host of one's own has no other to fall back to, and is not the internet.
    disableConnectivityCheck: true,
    ...(port === undefined ? {} : tls ? { tlsPort: port } : { port }),
  };
}

/** What the SDK has to complain of goes where all our lines go; by itself it would print text. */
export function ablyLogHandler(logger: Logger): Pick<ClientOptions, 'logHandler'> {
  return { logHandler: (message: string) => logger.warn({ from: 'ably' }, message) };
}

/** The same for a browser or another client: what it needs beside its token to connect. */
export interface PublicAblyOptions {
  endpoint?: string;
  port?: number;
  tlsPort?: number;
  tls?: boolean;
}

export function publicAblyOptions(address: AblyAddress): PublicAblyOptions {
  if (address.endpoint === undefined) return {};
  const { endpoint, port, tls } = address;
  return { endpoint, tls, ...(port === undefined ? {} : tls ? { tlsPort: port } : { port }) };
}
