import type { Context } from '../../context';
import { listSupportRoomsById } from '../../chat/support/list-support-rooms';
import { AppError } from '../../errors';
import type { StreamConnection } from '../sockets/event-streams';
import { frameText } from './support-frames';
import { supportRoom } from './support-mapper';

const MAX_BACKLOG_BYTES = 256 * 1024;

/**
 * Admins who look at all rooms: of each room that moves they are told how it stands now. Nothing is
 * repeated here; where something may have been missed the streams end, and whoever comes again loads
 * the list first.
 */
export class RoomListBroadcaster {
  private readonly connections = new Set<StreamConnection>();
  private readonly changedRoomIds = new Set<string>();
  private isReading = false;
  private unwatch: () => void = () => undefined;

  constructor(private readonly deps: Pick<Context, 'feed' | 'chat' | 'logger'>) {}

  /** Returns how to leave. */
  add(line: StreamConnection): () => void {
    if (this.connections.size === 0)
      this.unwatch = this.deps.feed.watch((ids) => this.onRoomsChanged(ids));
    this.connections.add(line);
    return () => {
      this.connections.delete(line);
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
      this.deps.logger.warn({ err: error }, 'Rooms could not be read for the admins');
      this.closeAll();
    } finally {
      this.isReading = false;
    }
  }

  private send(frame: string): void {
    for (const line of this.connections) {
      if (line.backlog() > MAX_BACKLOG_BYTES) line.close(new AppError('too-slow'));
      else line.send(frame);
    }
  }

  private closeAll(): void {
    this.changedRoomIds.clear();
    for (const line of this.connections) line.close();
  }
}
