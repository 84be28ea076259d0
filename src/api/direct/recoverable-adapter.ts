import { randomBytes } from 'node:crypto';
import { Adapter } from 'socket.io-adapter';
import type { Session } from 'socket.io-adapter';
import type { UserChannel } from '../../delivery/feed/user-channel';

const SOCKET_ID_BYTES = 15;

/**
 * An in-memory Socket.IO adapter with connection state recovery at any process: a client is
 * identified by its token and its last offset, so no session is stored; the user feed delivers what
 * it missed.
 */
export function recoverableAdapter(channel: UserChannel): typeof Adapter {
  return class RecoverableAdapter extends Adapter {
    override async restoreSession(pid: string, offset: string): Promise<Session> {
      if (!(await channel.holdsAllAfter(offset))) throw new Error('The offset is too old');
      const sid = randomBytes(SOCKET_ID_BYTES).toString('base64url');
      return { sid, pid, rooms: [], data: {}, missedPackets: [] };
    }
  };
}
