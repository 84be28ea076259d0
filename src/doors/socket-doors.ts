import type { IncomingMessage } from 'node:http';
import type { Context } from '../context';
import { careSocket } from './care/care-socket';
import type { UpgradeDoor } from './upgrade-router';
import { WebSocketDoor } from './web-socket-door';

/** The doors whose callers leave HTTP. */
export function socketDoors(context: Context): UpgradeDoor[] {
  const needs = {
    ...context,
    heartbeat: context.config.socketHeartbeat,
    addressOf: addressAfter(context.config.proxies),
  };
  return [new WebSocketDoor(careSocket(context), needs)];
}

/** As Express tells it: the address that the outermost of our proxies saw. */
function addressAfter(proxies: number): (request: IncomingMessage) => string {
  return ({ headers, socket }) => {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const seen = proxies > 0 ? forwarded.at(-proxies)?.trim() : undefined;
    return seen || (socket.remoteAddress ?? '');
  };
}
