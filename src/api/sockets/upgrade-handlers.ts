import type { IncomingMessage } from 'node:http';
import type { Context } from '../../context';
import { careSocket } from '../care/care-socket';
import { DirectServer } from '../direct/direct-server';
import { hubSocket } from '../tutoring/hub-socket';
import { WebSocketEndpoint } from './web-socket-endpoint';

/** The servers behind an HTTP upgrade: care WebSocket, direct Socket.IO, tutoring hub. */
export function createUpgradeHandlers(
  context: Context,
  clientIpOf: ClientIpReader,
): {
  care: WebSocketEndpoint;
  direct: DirectServer;
  hub: WebSocketEndpoint;
} {
  const { config } = context;
  const deps = { ...context, browsers: config, heartbeatMs: config.socketHeartbeat, clientIpOf };
  return {
    care: new WebSocketEndpoint(careSocket(context), deps),
    direct: new DirectServer(context, clientIpOf),
    hub: new WebSocketEndpoint(hubSocket(context), deps),
  };
}

type ClientIpReader = (request: IncomingMessage) => string;

/** The client IP address as Express reports it with `trust proxy` set to a number of proxies. */
export function clientIpReader(trustedProxies: number): ClientIpReader {
  return ({ headers, socket }) => {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const seen = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
    return seen || (socket.remoteAddress ?? '');
  };
}
