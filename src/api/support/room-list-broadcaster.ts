import type { Context } from '../../context';
import { listSupportRoomsById } from '../../chat/support/list-support-rooms';
import { AppError } from '../../errors';
import type { Connection } from '../sockets/connection';
import { frameText } from './support-frames';
import { supportRoom } from './support-mapper';

const MAX_LIST_BACKLOG_BYTES = 256 * 1024;

/**
 * Sends admins the current state of every room that changes. Nothing is replayed: when notifications
 * may have been missed, all streams are closed and clients reload the list before they reconnect.
 */
export class RoomListBroadcaster {
  private readonly connections = new Set<Connection>();
  private readonly changedRoomIds = new Set<string>();
  private isReading = false;
  private unwatch: () => void = () => undefined;

  constructor(private readonly deps: Pick<Context, 'feed' | 'chat' | 'logger'>) {}

  /** Returns a function that removes the connection. */
  add(connection: Connection): () => void {
    if (this.connections.size === 0) {
      this.unwatch = this.deps.feed.watch((ids) => this.onRoomsChanged(ids));
    }
    this.connections.add(connection);
    return () => {
      this.connections.delete(connection);
      if (this.connections.size === 0) this.unwatch();
    };
  }

  private onRoomsChanged(ids: string[] | undefined): void {
    if (!ids) {
      this.closeAll();
      return;
    }
    for (const id of ids) this.changedRoomIds.add(id);
    if (!this.isReading) void this.broadcastChanges();
  }

  private async broadcastChanges(): Promise<void> {
    this.isReading = true;
    try {
      while (this.changedRoomIds.size > 0 && this.connections.size > 0) {
        const ids = [...this.changedRoomIds];
        this.changedRoomIds.clear();
        const rooms = await listSupportRoomsById(this.deps.chat, ids);
        for (const room of rooms) this.send(frameText('room', supportRoom(room)));
      }
    } catch (error) {
      this.deps.logger.warn({ err: error }, 'Reading changed support rooms failed');
      this.closeAll();
    } finally {
      this.isReading = false;
    }
  }

  private send(frame: string): void {
    for (const connection of this.connections) {
      if (connection.backlog() > MAX_LIST_BACKLOG_BYTES) connection.close(new AppError('too-slow'));
      else connection.send(frame);
    }
  }

  private closeAll(): void {
    this.changedRoomIds.clear();
    for (const connection of this.connections) connection.close();
  }
}
