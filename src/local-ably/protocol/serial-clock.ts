import { randomBytes } from 'node:crypto';

/** A position in an app's order of events. */
export interface Tick {
  /** Sorts lexicographically; the prefix of the serials of all messages published in this tick. */
  channelSerial: string;
  timestamp: number;
}

/** Issues serials that sort lexicographically in the order of their issue. */
export class SerialClock {
  /** Identifies this run of the server: serials of another run do not prove continuity. */
  private series = randomBytes(6).toString('hex');
  private millisecond = 0;
  private counter = 0;

  next(): Tick {
    const now = Date.now();
    if (now > this.millisecond) {
      this.millisecond = now;
      this.counter = 0;
    } else if (++this.counter > 999) {
      this.millisecond += 1;
      this.counter = 0;
    }
    const time = String(this.millisecond).padStart(14, '0');
    const counter = String(this.counter).padStart(3, '0');
    return { channelSerial: `${time}-${counter}@${this.series}`, timestamp: this.millisecond };
  }

  /** Invalidates all serials issued so far as proof of continuity. */
  breakContinuity(): void {
    this.series = randomBytes(6).toString('hex');
  }

  /** True for a channel serial that this clock issued. */
  isIssued(serial: string): boolean {
    return /^\d{14}-\d{3}@/.test(serial) && serial.slice(19).startsWith(this.series);
  }
}

/** The serial of the message at an index of its publication. */
export function messageSerial(channelSerial: string, index: number): string {
  return `${channelSerial}:${String(index).padStart(3, '0')}`;
}

/** Splits a message serial into its publication's channel serial and its index. */
export function splitSerial(serial: string): { channelSerial: string; index: number } {
  const at = serial.lastIndexOf(':');
  if (at < 0) return { channelSerial: serial, index: 0 };
  return { channelSerial: serial.slice(0, at), index: Number(serial.slice(at + 1)) };
}
