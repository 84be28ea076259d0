import type { IncomingMessage } from 'node:http';
import type { Context } from '../context';
import { careSocket } from './care/care-socket';
import { DirectDoor } from './direct/direct-door';
import { hubSocket } from './tutoring/hub-socket';
import { WebSocketDoor } from './web-socket-door';

/** The doors whose callers leave HTTP. */
export function socketDoors(context: Context): {
  care: WebSocketDoor;
  direct: DirectDoor;
  hub: WebSocketDoor;
} {
  const addressOf = addressAfter(context.config.proxies);
  const needs = { ...context, heartbeat: context.config.socketHeartbeat, addressOf };
  return {
    care: new WebSocketDoor(careSocket(context), needs),
    direct: new DirectDoor(context, addressOf),
    hub: new WebSocketDoor(hubSocket(context), needs),
  };
}

/** As Express tells it: the address that the outermost of our proxies saw. */
function addressAfter(proxies: number): (request: IncomingMessage) => string {
  return ({ headers, socket }) => {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const seen = proxies > 0 ? forwarded.at(-proxies)?.trim() : undefined;
    return seen || (socket.remoteAddress ?? '');
  };
}
