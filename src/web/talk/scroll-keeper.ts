import type { VirtualizerHandle } from 'virtua';
import type { Row } from './conversation-rows';

/*
 * Where a reader is in a conversation. Whoever is at its end stays there as it grows; whoever reads
 * further up is left alone, and what comes is counted. What one sends oneself leads to the end.
 */

/** What the keeper needs of the list as it was drawn last. */
export interface DrawnList {
  rows: readonly Row[];
  /** Where the reader was led to. */
  target: { seq: number } | undefined;
  /** Somebody is likely to be reading. */
  isAttended: boolean;
  onOlder: () => void;
  /** Everything up to this seq was in view. */
  onSeen: (seq: number) => void;
  onPlace: (isAtEnd: boolean) => void;
}

export interface ListElements {
  scroller: HTMLElement;
  list: VirtualizerHandle;
}

/** Closer to the end than this counts as at the end. */
const END_PX = 64;
/** So far before the beginning of what is loaded, more is asked for. */
const OLDER_PX = 800;
/** What stays visible above the first unread message. */
const ABOVE_NEW_PX = 56;

export class ScrollKeeper {
  private isFollowing = true;
  private isPlaced = false;
  private newestKey: string | undefined;
  private lastTop = 0;
  private reached: { seq: number } | undefined;

  /** The list was drawn anew: go where the reader should be now. */
  drawn(list: DrawnList, elements: ListElements): void {
    const newest = list.rows.at(-1);
    if (!newest) return;
    if (!this.isPlaced) this.enter(list, elements);
    const isNewest = newest.key !== this.newestKey;
    if (isNewest && newest.queueId !== undefined && this.newestKey !== undefined) {
      this.isFollowing = true;
    }
    this.newestKey = newest.key;
    this.lead(list, elements);
    if (this.isFollowing) this.toEnd(list, elements);
    this.see(list, elements);
    // A window higher than what is loaded cannot be scrolled to ask for more.
    const { scrollHeight, clientHeight } = elements.scroller;
    if (scrollHeight <= clientHeight) list.onOlder();
  }

  /** A finger, a wheel or a key moved the list. */
  moved(list: DrawnList, { scroller }: ListElements): void {
    const isUpward = scroller.scrollTop < this.lastTop;
    this.lastTop = scroller.scrollTop;
    if (leftBelow(scroller) < END_PX) this.isFollowing = true;
    // Only a reader goes up: rows that turn out higher than thought just leave more below.
    else if (isUpward) this.isFollowing = false;
    list.onPlace(this.isFollowing);
    if (scroller.scrollTop < OLDER_PX) list.onOlder();
  }

  /** The window, the keyboard or a row changed its size. */
  resized(list: DrawnList, elements: ListElements): void {
    if (this.isFollowing) this.toEnd(list, elements);
  }

  toEnd({ rows }: DrawnList, { list }: ListElements): void {
    this.isFollowing = true;
    list.scrollToIndex(rows.length - 1, { align: 'end' });
  }

  /** Tells how far was read: the lowest message whose end is in view. */
  see({ rows, isAttended, onSeen }: DrawnList, { scroller, list }: ListElements): void {
    if (!isAttended) return;
    const bottom = scroller.scrollTop + scroller.clientHeight;
    const isAtEnd = this.isFollowing || leftBelow(scroller) < END_PX;
    let at = isAtEnd ? rows.length - 1 : list.findItemIndex(bottom) - 1;
    // Own messages on their way have no seq yet.
    while (at > 0 && rows[at]?.seq === undefined) at -= 1;
    const seq = rows[at]?.seq;
    if (seq !== undefined) onSeen(seq);
  }

  /** Once for every time somebody is led somewhere. */
  private lead({ rows, target, onPlace }: DrawnList, { list }: ListElements): void {
    if (!target || target === this.reached) return;
    const at = rows.findIndex(({ seq }) => seq === target.seq);
    if (at < 0) return;
    this.reached = target;
    this.isFollowing = false;
    onPlace(false);
    list.scrollToIndex(at, { align: 'center' });
  }

  /** The first time there is something: at the first unread message, or at the end. */
  private enter({ rows }: DrawnList, { list }: ListElements): void {
    this.isPlaced = true;
    const firstNew = rows.findIndex(({ isFirstNew }) => isFirstNew);
    if (firstNew < 0) return;
    this.isFollowing = false;
    list.scrollToIndex(firstNew, { align: 'start', offset: -ABOVE_NEW_PX });
  }
}

function leftBelow({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}
