import type { Context } from '../../context';
import type { SocketProtocol } from '../web-socket-door';
import { hubDevice } from './hub-device';
import { hubFrame, hubRefusal } from './hub-frames';
import { HubGuest } from './hub-guest';

const ADDRESS = /^\/ws\/?$/;
/** A message of 5,000 characters, each written as two escapes, and what is around it. */
const MAX_FRAME = 64 * 1024;
/** Whoever is dead is offline within 20 s: unheard for two of these, then a moment of grace. */
const HEARTBEAT_MS = 6_000;
/** Of what is said of a device; said again every five seconds. */
const LIFETIME_MS = 15_000;

/** `WS /ws`: a person's line to all their conversations, of every kind but support (tutoring-123…132). */
export function hubSocket(context: Context): SocketProtocol {
  const { proxies, keepsLocation, socketHeartbeat } = context.config;
  return {
    match: (path) => (ADDRESS.test(path) ? '' : undefined),
    open: async (line, { query, headers }) => {
      const device = hubDevice(query, {
        userId: line.principal.id,
        lifetime: LIFETIME_MS,
        keepsLocation,
        headers: proxies > 0 ? headers : {},
      });
      const guest = new HubGuest(context, line, device);
      try {
        await guest.followPeers();
      } catch (error) {
        guest.end();
        throw error;
      }
      return guest;
    },
    heartbeat: () => hubFrame('heartbeat', { serverTime: new Date().toISOString() }),
    refusal: hubRefusal,
    maxFrame: MAX_FRAME,
    beatEvery: Math.min(HEARTBEAT_MS, socketHeartbeat),
  };
}
