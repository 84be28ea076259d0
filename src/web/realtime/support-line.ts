import { EventLine } from './event-line';
import type { RoomListener } from './room-channel';
import type { Line } from './room-line';
import { readRoomTyping, readSupportMessage } from './support-events';
import type { SupportFrame } from './support-events';
import { messageOf } from './support-feed';

/** A support room's line: it hears by the stream and says by the API. */
export class SupportLine implements Line {
  private readonly line: EventLine;

  constructor(
    roomId: string,
    private readonly api: { sayTyping(isTyping: boolean): Promise<unknown> },
    private readonly listener: RoomListener,
  ) {
    this.line = new EventLine(roomId, {
      heard: (frame) => this.hear(frame),
      live: (isLive) => listener.live(isLive),
    });
  }

  open(): Promise<void> {
    this.line.open();
    return Promise.resolve();
  }

  roomOpened(): void {
    // Its rights are the same from beginning to end.
  }

  async sayTyping(isTyping: boolean): Promise<void> {
    try {
      await this.api.sayTyping(isTyping);
    } catch {
      // Who types is worth no second attempt.
    }
  }

  wake(): void {
    this.line.wake();
  }

  close(): void {
    this.line.close();
  }

  private hear({ type, data }: SupportFrame): void {
    const said = type === 'message' ? readSupportMessage(data) : undefined;
    if (said) this.listener.heard('message', messageOf(said));
    else if (type === 'typing') this.listener.typing(readRoomTyping(data));
    else if (type === 'connected') this.listener.mayHaveMissed();
    else this.listener.heard(type, data);
  }
}
