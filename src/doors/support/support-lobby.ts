import type { Context } from '../../context';
import { listRoomsById } from '../../conversation/list-support-rooms';
import { AppError } from '../../errors';
import type { StreamLine } from '../event-streams';
import { frameText } from './support-frames';
import { supportRoom } from './support-words';

const FULL_BACKLOG = 256 * 1024;

/**
 * Admins who look at all rooms: of each room that moves they are told how it stands now. Nothing is
 * repeated here; where something may have been missed the streams end, and whoever comes again loads
 * the list first.
 */
export class SupportLobby {
  private readonly lines = new Set<StreamLine>();
  private readonly moved = new Set<string>();
  private looking = false;
  private unwatch: () => void = () => undefined;

  constructor(private readonly needs: Pick<Context, 'feed' | 'conversation' | 'logger'>) {}

  /** Returns how to leave. */
  enter(line: StreamLine): () => void {
    if (this.lines.size === 0) this.unwatch = this.needs.feed.watch((ids) => this.hear(ids));
    this.lines.add(line);
    return () => {
      this.lines.delete(line);
      if (this.lines.size === 0) this.unwatch();
    };
  }

  private hear(ids: string[] | undefined): void {
    if (!ids) {
      this.sendAway();
      return;
    }
    for (const id of ids) this.moved.add(id);
    if (!this.looking) void this.look();
  }

  private async look(): Promise<void> {
    this.looking = true;
    try {
      while (this.moved.size > 0 && this.lines.size > 0) {
        const ids = [...this.moved];
        this.moved.clear();
        const rooms = await listRoomsById(this.needs.conversation, ids);
        for (const room of rooms) this.tell(frameText('room', supportRoom(room)));
      }
    } catch (error) {
      this.needs.logger.warn({ err: error }, 'Rooms could not be read for the admins');
      this.sendAway();
    } finally {
      this.looking = false;
    }
  }

  private tell(frame: string): void {
    for (const line of this.lines) {
      if (line.backlog() > FULL_BACKLOG) line.end(new AppError('too-slow'));
      else line.send(frame);
    }
  }

  private sendAway(): void {
    this.moved.clear();
    for (const line of this.lines) line.end();
  }
}
