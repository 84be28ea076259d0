import type { ConversationKeys } from '../conversation/conversation-keys';
import { readHeads, readNews } from '../conversation/read-news';
import type { Position } from '../conversation/read-news';
import type { Db } from '../db/db';
import { AppError } from '../errors';
import type { Logger } from '../logger';
import type { FeedReader, Subscription } from './feed-event';
import type { FeedLine } from './feed-line';
import { eventsOf, FeedStrand, isBehind, latest, tell } from './feed-strand';
import type { Seat } from './feed-strand';
import { FULL_BACKLOG, waitForRoom } from './reader-room';

/*
 * The feed tells the readers at sockets of this process what happens in their conversations. Its one
 * source is the database: a message has its seq and every other change a revision, both without gaps
 * under the conversation's row lock, so "what comes after this position" has one answer.
 * A strand is a conversation with all who read it here. The relay calls over Redis which
 * conversations moved; each is read once, whoever reads it, and the strand and its readers move on.
 * A reader that comes with an older position is brought up by reads of its own and turns live in the
 * very moment in which it stands where the strand stands: no gap, and nothing twice.
 * Calls carry ids and may be lost: every two seconds, and when Redis is back, all strands are looked
 * at together. While the database is away readers stay and wait. Typing comes over Redis alone.
 * Nobody waits for a reader: one whose buffer is full is told no more until it has taken most of it,
 * and is brought up then; one that takes nothing for fifteen seconds is dropped as too slow.
 */

const LOOK_EVERY_MS = 2_000;
const BATCH = 500;
const PAUSE_MS = 500;

interface Needs {
  db: Db;
  keys: ConversationKeys;
  line: FeedLine;
  logger: Logger;
  /** How long a reader may take nothing before it is dropped; milliseconds. */
  patience: number;
}

/** Told of every conversation that moved, of whatever kind; undefined: some may have been missed. */
type Watcher = (moved: string[] | undefined) => void;

export class Feed {
  private readonly strands = new Map<string, FeedStrand>();
  private readonly opening = new Map<string, Promise<void>>();
  private readonly moved = new Set<string>();
  private readonly watchers = new Set<Watcher>();
  private pulling: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly needs: Needs) {}

  /** Begins to listen for calls. */
  start(): void {
    const lookAtAll = (): void => this.look([...this.strands.keys()]);
    this.needs.line.listen({
      moved: (ids) => {
        this.look(ids.filter((id) => this.strands.has(id)));
        for (const watcher of this.watchers) watcher(ids);
      },
      typing: (id, typing) => this.strands.get(id)?.type(typing),
      back: () => {
        lookAtAll();
        for (const watcher of this.watchers) watcher(undefined);
      },
    });
    this.timer = setInterval(lookAtAll, LOOK_EVERY_MS);
  }

  /** Ends everything; readers are left to whoever owns their sockets. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.needs.line.close();
    for (const strand of this.strands.values()) strand.close();
    this.strands.clear();
    await this.pulling;
  }

  /** Hears of all that moves until the answer is called. */
  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** How many readers there are, and of how many conversations. */
  counts(): { readers: number; conversations: number } {
    const strands = [...this.strands.values()];
    const readers = strands.reduce((sum, { seats }) => sum + seats.size, 0);
    return { readers, conversations: strands.length };
  }

  /**
   * Writes to the reader what happened after `from` and everything from then on; without `from`,
   * what happens from now on. Whoever calls has let the person in. Resolves once the reader is
   * live; rejects when the database cannot be read.
   */
  async subscribe(
    conversationId: string,
    reader: FeedReader,
    from: Partial<Position> = {},
  ): Promise<Subscription> {
    let strand = this.strands.get(conversationId);
    while (!strand) {
      await this.opened(conversationId);
      strand = this.strands.get(conversationId);
    }
    const { seq, revision } = strand.position;
    const seat: Seat = {
      reader,
      position: {
        seq: Math.min(from.seq ?? seq, seq),
        revision: Math.min(from.revision ?? revision, revision),
      },
      isLive: false,
      isOpen: true,
    };
    strand.seats.add(seat);
    try {
      await this.bringUp(strand, seat);
    } catch (error) {
      this.leave(strand, seat);
      throw error;
    }
    return {
      get position() {
        return seat.position;
      },
      close: () => this.leave(strand, seat),
    };
  }

  /** Resolves when the strand has been opened, by this call or another one. */
  private async opened(id: string): Promise<void> {
    if (this.stopped) throw new AppError('unavailable');
    const opening =
      this.opening.get(id) ?? this.openStrand(id).finally(() => this.opening.delete(id));
    this.opening.set(id, opening);
    await opening;
  }

  private async openStrand(id: string): Promise<void> {
    const position = (await readHeads(this.needs, [id])).get(id);
    if (!position) throw new AppError('conversation-not-found');
    if (this.stopped) return;
    this.strands.set(id, new FeedStrand(id, position, (strand, seat) => this.goOn(strand, seat)));
  }

  /** Brings a reader up again that could not take more for a while. */
  private goOn(strand: FeedStrand, seat: Seat): void {
    this.bringUp(strand, seat).catch((error: unknown) => {
      this.needs.logger.warn({ err: error }, 'A reader could not be brought up; trying again');
      setTimeout(() => this.goOn(strand, seat), PAUSE_MS);
    });
  }

  private async bringUp(strand: FeedStrand, seat: Seat): Promise<void> {
    seat.isLive = false;
    const { conversationId } = strand;
    while (await this.hasRoom(strand, seat)) {
      if (!isBehind(seat.position, strand.position)) {
        // Nothing was awaited since the comparison: what the strand tells next is what is missing.
        seat.isLive = true;
        return;
      }
      const [news] = await readNews(this.needs, [{ conversationId, ...seat.position }]);
      if (!news) {
        seat.position = strand.position;
        continue;
      }
      for (const event of eventsOf(news, seat.position)) {
        if (seat.reader.backlog() > FULL_BACKLOG && !(await this.hasRoom(strand, seat))) return;
        tell(seat, event);
      }
      seat.position = latest(seat.position, news.position);
    }
  }

  /** Waits until a reader has taken most of what it was given; drops it when it takes nothing. */
  private async hasRoom(strand: FeedStrand, seat: Seat): Promise<boolean> {
    if (!(await waitForRoom(seat, this.needs.patience)) && seat.isOpen) {
      this.leave(strand, seat);
      seat.reader.drop(new AppError('too-slow'));
    }
    return seat.isOpen;
  }

  private leave(strand: FeedStrand, seat: Seat): void {
    seat.isOpen = false;
    strand.seats.delete(seat);
    if (strand.seats.size > 0 || this.strands.get(strand.conversationId) !== strand) return;
    strand.close();
    this.strands.delete(strand.conversationId);
  }

  private look(ids: string[]): void {
    for (const id of ids) this.moved.add(id);
    if (this.moved.size === 0 || this.stopped) return;
    this.pulling ??= this.pull().finally(() => (this.pulling = undefined));
  }

  private async pull(): Promise<void> {
    while (this.moved.size > 0 && !this.stopped) {
      const batch = [...this.moved].slice(0, BATCH);
      for (const id of batch) this.moved.delete(id);
      try {
        await this.advance(batch);
      } catch (error) {
        this.needs.logger.warn({ err: error }, 'The feed could not read; trying again');
        for (const id of batch) this.moved.add(id);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  private async advance(ids: string[]): Promise<void> {
    const wants = ids.flatMap((conversationId) => {
      const strand = this.strands.get(conversationId);
      return strand ? [{ conversationId, ...strand.position }] : [];
    });
    if (wants.length === 0) return;
    for (const news of await readNews(this.needs, wants)) {
      this.strands.get(news.conversationId)?.advance(news);
      if (!news.isAll) this.moved.add(news.conversationId);
    }
  }
}
