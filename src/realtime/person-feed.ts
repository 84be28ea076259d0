import { randomUUID } from 'node:crypto';
import { readCalled } from '../conversation/read-called';
import type { CalledNews } from '../conversation/read-called';
import type { NewsServices } from '../conversation/read-news';
import { AppError } from '../errors';
import type { Logger } from '../logger';
import { personAdapter } from './person-adapter';
import type { PersonAdapter } from './person-adapter';
import type { PersonLine, PlacedCall } from './person-line';
import { FULL_BACKLOG, waitForRoom } from './reader-room';
import { isAfter } from './stream-offset';

/*
 * The feed of persons: what happens in any conversation of theirs, for doors at which one line stands
 * for all of them. Its order is that of a stream with one writer, the relay; its words come from the
 * database, for the stream holds ids alone. An entry is told once to every reader it concerns, with
 * its offset, and all that came before it was told before. So an offset says exactly what a reader
 * has, and who comes back with it is told the rest of the stream, at whatever process.
 * The process begins where it hears itself: the adapter reads from "now", and only what comes after
 * a mark of our own is sure to be read without a gap.
 * A reader that comes, comes back or was too slow is brought up by reading the stream for it, and
 * turns live in the very moment in which it stands where the process stands.
 */

export type PersonEvent = CalledNews & { people: string[] };

export interface PersonReader {
  /** Takes an event at once, with the offset at which the reader stands then. */
  write(event: PersonEvent, offset: string): void;
  /** Says where the reader stands though nothing happened. */
  stand(offset: string): void;
  /** Bytes that were written and that the far side has not taken. */
  backlog(): number;
  /** The feed gives this reader up and says why; nothing follows. */
  drop(error: AppError): void;
}

export interface PersonSeat {
  /** Says again where the reader stands, so that it need not be brought up from long ago. */
  stand(): void;
  /** Nothing is written any more. */
  close(): void;
}

interface Seat {
  personId: string;
  reader: PersonReader;
  offset: string;
  isLive: boolean;
  isOpen: boolean;
}

interface Needs extends NewsServices {
  line: PersonLine;
  logger: Logger;
  /** How long a reader may take nothing before it is dropped; milliseconds. */
  patience: number;
}

const BATCH = 200;
const PAUSE_MS = 500;
const MARK_EVERY_MS = 200;

export class PersonFeed {
  private readonly seats = new Map<string, Set<Seat>>();
  private waiting: PlacedCall[] = [];
  private isWorking = false;
  private working: Promise<void> = Promise.resolve();
  private opened: PersonAdapter | undefined;
  private stopped = false;
  private readonly own = randomUUID();
  private marking: NodeJS.Timeout | undefined;
  /** Everything up to here was told; undefined until the process has heard itself. */
  private told: string | undefined;

  constructor(private readonly needs: Needs) {}

  /** Opens the adapter by which Socket.IO's servers hear of each other, and begins to read. */
  adapter(): PersonAdapter['make'] {
    this.opened = personAdapter(this.needs.line, {
      take: (call) => this.take(call),
      mark: (text, offset) => this.begin(text, offset),
    });
    const mark = (): void => {
      this.needs.line.mark(this.own).catch(() => undefined);
    };
    this.marking = setInterval(mark, MARK_EVERY_MS);
    mark();
    return this.opened.make;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.marking);
    this.opened?.close();
    for (const seats of this.seats.values()) for (const seat of seats) seat.isOpen = false;
    this.seats.clear();
    await this.working;
  }

  /** How many readers there are. */
  count(): number {
    return [...this.seats.values()].reduce((sum, seats) => sum + seats.size, 0);
  }

  /**
   * Writes to the reader what concerns a person after an offset and everything from then on; without
   * an offset, what happens from now on. The reader is told first where it stands.
   */
  subscribe(personId: string, reader: PersonReader, after?: string): PersonSeat {
    const seat: Seat = { personId, reader, offset: after ?? '', isLive: false, isOpen: true };
    const seats = this.seats.get(personId) ?? new Set();
    this.seats.set(personId, seats.add(seat));
    if (this.told !== undefined) this.start(seat, this.told);
    return {
      stand: () => {
        if (!seat.isLive || this.told === undefined) return;
        // It may have read ahead of the process.
        if (isAfter(this.told, seat.offset)) seat.offset = this.told;
        reader.stand(seat.offset);
      },
      close: () => this.leave(seat),
    };
  }

  private begin(mark: string, offset: string): void {
    if (mark !== this.own || this.told !== undefined) return;
    clearInterval(this.marking);
    this.told = offset;
    for (const seats of this.seats.values()) for (const seat of seats) this.start(seat, offset);
  }

  private start(seat: Seat, offset: string): void {
    if (seat.offset === '') {
      seat.offset = offset;
      seat.reader.stand(offset);
    }
    this.goOn(seat);
  }

  private take(call: PlacedCall): void {
    if (this.told === undefined || this.stopped) return;
    this.waiting.push(call);
    if (!this.isWorking) this.working = this.work();
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    while (this.waiting.length > 0 && !this.stopped) {
      const batch = this.waiting.slice(0, BATCH);
      try {
        const concern = batch.filter(({ people }) => people.some((id) => this.seats.has(id)));
        const events = await this.read(concern);
        this.waiting = this.waiting.slice(batch.length);
        for (const event of events) this.tellAll(event);
        this.told = batch.at(-1)?.offset ?? this.told;
      } catch (error) {
        this.needs.logger.warn({ err: error }, 'The feed of persons could not read; trying again');
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
    // At once with the last look at what waits: whatever comes next begins anew.
    this.isWorking = false;
  }

  private async read(calls: PlacedCall[]): Promise<{ event: PersonEvent; offset: string }[]> {
    if (calls.length === 0) return [];
    const found = await readCalled(
      this.needs,
      calls.map(({ happening }) => happening),
    );
    return calls.flatMap(({ people, offset }, index) => {
      const news = found[index];
      return news ? [{ event: { ...news, people }, offset }] : [];
    });
  }

  private tellAll(told: { event: PersonEvent; offset: string }): void {
    for (const personId of told.event.people) {
      for (const seat of this.seats.get(personId) ?? []) {
        if (!seat.isLive) continue;
        tell(seat, told);
        if (seat.reader.backlog() > FULL_BACKLOG) this.goOn(seat);
      }
    }
  }

  /** Brings a reader up, however often it takes. */
  private goOn(seat: Seat): void {
    seat.isLive = false;
    this.bringUp(seat).catch((error: unknown) => {
      if (!seat.isOpen) return;
      this.needs.logger.warn({ err: error }, 'A reader could not be brought up; trying again');
      setTimeout(() => this.goOn(seat), PAUSE_MS);
    });
  }

  private async bringUp(seat: Seat): Promise<void> {
    const { line } = this.needs;
    while (await this.hasRoom(seat)) {
      const span = { after: seat.offset, count: BATCH };
      const { calls, last, isAll } = await line.callsTo(seat.personId, span);
      for (const one of await this.read(calls)) {
        if (seat.reader.backlog() > FULL_BACKLOG && !(await this.hasRoom(seat))) return;
        tell(seat, one);
      }
      seat.offset = last;
      // Nothing is awaited after the comparison: what the process tells next is what is missing.
      if (isAll && !isAfter(this.told ?? '', last)) {
        seat.isLive = seat.isOpen;
        return;
      }
    }
  }

  private async hasRoom(seat: Seat): Promise<boolean> {
    if (!(await waitForRoom(seat, this.needs.patience)) && seat.isOpen) {
      this.leave(seat);
      seat.reader.drop(new AppError('too-slow'));
    }
    return seat.isOpen;
  }

  private leave(seat: Seat): void {
    seat.isOpen = false;
    const seats = this.seats.get(seat.personId);
    seats?.delete(seat);
    if (seats?.size === 0) this.seats.delete(seat.personId);
  }
}

function tell(seat: Seat, { event, offset }: { event: PersonEvent; offset: string }): void {
  if (!seat.isOpen || !isAfter(offset, seat.offset)) return;
  seat.offset = offset;
  seat.reader.write(event, offset);
}
