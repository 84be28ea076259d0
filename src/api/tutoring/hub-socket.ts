import type { Context } from '../../context';
import type { SocketProtocol } from '../sockets/web-socket-endpoint';
import { hubDevice } from './hub-device';
import { hubFrame, hubErrorFrame } from './hub-frames';
import { HubConnection } from './hub-connection';

const PATH_PATTERN = /^\/ws\/?$/;
/** A message of 5,000 characters, each escaped as a surrogate pair, plus its envelope. */
const MAX_FRAME_BYTES = 64 * 1024;
/** A dead client is offline within 20 s: terminated after two silent intervals, plus a grace period. */
const HEARTBEAT_MS = 6_000;
/** Lifetime of a device's presence, renewed every five seconds. */
const DEVICE_LIFETIME_MS = 15_000;

/** `WS /ws`: all conversations of a user except support rooms (tutoring-123…132). */
export function hubSocket(context: Context): SocketProtocol {
  const { trustedProxies, storesLocation, socketHeartbeat } = context.config;
  return {
    match: (path) => (PATH_PATTERN.test(path) ? '' : undefined),
    open: async (connection, { query, headers }) => {
      const device = hubDevice(query, {
        userId: connection.principal.id,
        lifetime: DEVICE_LIFETIME_MS,
        storesLocation,
        headers: trustedProxies > 0 ? headers : {},
      });
      const hub = new HubConnection(context, connection, device);
      try {
        await hub.watchPeers();
      } catch (error) {
        hub.onClose();
        throw error;
      }
      return hub;
    },
    heartbeatFrame: () => hubFrame('heartbeat', { serverTime: new Date().toISOString() }),
    errorFrame: hubErrorFrame,
    maxFrameBytes: MAX_FRAME_BYTES,
    heartbeatMs: Math.min(HEARTBEAT_MS, socketHeartbeat),
  };
}
