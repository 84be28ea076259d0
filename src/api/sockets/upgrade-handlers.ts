import type { IncomingMessage } from 'node:http';
import type { Context } from '../../context';
import { careSocket } from '../care/care-socket';
import { DirectServer } from '../direct/direct-server';
import { hubSocket } from '../tutoring/hub-socket';
import { WebSocketEndpoint } from './web-socket-endpoint';

/** The doors whose callers leave HTTP. */
export function createUpgradeHandlers(context: Context): {
  care: WebSocketEndpoint;
  direct: DirectServer;
  hub: WebSocketEndpoint;
} {
  const addressOf = clientIpReader(context.config.trustedProxies);
  const needs = { ...context, heartbeatMs: context.config.socketHeartbeat, clientIpOf: addressOf };
  return {
    care: new WebSocketEndpoint(careSocket(context), needs),
    direct: new DirectServer(context, addressOf),
    hub: new WebSocketEndpoint(hubSocket(context), needs),
  };
}

/** As Express tells it: the address that the outermost of our proxies saw. */
function clientIpReader(proxies: number): (request: IncomingMessage) => string {
  return ({ headers, socket }) => {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const seen = proxies > 0 ? forwarded.at(-proxies)?.trim() : undefined;
    return seen || (socket.remoteAddress ?? '');
  };
}
