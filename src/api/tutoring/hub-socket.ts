import type { Context } from '../../context';
import type { SocketProtocol } from '../sockets/web-socket-endpoint';
import { hubDevice } from './hub-device';
import { hubFrame, hubErrorFrame } from './hub-frames';
import { HubConnection } from './hub-connection';

const PATH_PATTERN = /^\/ws\/?$/;
/** A message of 5,000 characters, each written as two escapes, and what is around it. */
const MAX_FRAME_BYTES = 64 * 1024;
/** Whoever is dead is offline within 20 s: unheard for two of these, then a moment of grace. */
const HEARTBEAT_MS = 6_000;
/** Of what is said of a device; said again every five seconds. */
const DEVICE_LIFETIME_MS = 15_000;

/** `WS /ws`: a person's line to all their conversations, of every kind but support (tutoring-123…132). */
export function hubSocket(context: Context): SocketProtocol {
  const {
    trustedProxies: proxies,
    storesLocation: keepsLocation,
    socketHeartbeat,
  } = context.config;
  return {
    match: (path) => (PATH_PATTERN.test(path) ? '' : undefined),
    open: async (line, { query, headers }) => {
      const device = hubDevice(query, {
        userId: line.principal.id,
        lifetime: DEVICE_LIFETIME_MS,
        keepsLocation,
        headers: proxies > 0 ? headers : {},
      });
      const guest = new HubConnection(context, line, device);
      try {
        await guest.watchPeers();
      } catch (error) {
        guest.onClose();
        throw error;
      }
      return guest;
    },
    heartbeatFrame: () => hubFrame('heartbeat', { serverTime: new Date().toISOString() }),
    errorFrame: hubErrorFrame,
    maxFrameBytes: MAX_FRAME_BYTES,
    heartbeatMs: Math.min(HEARTBEAT_MS, socketHeartbeat),
  };
}
