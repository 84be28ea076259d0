import type { VirtualizerHandle } from 'virtua';
import type { MessageRowData } from './message-rows';

/*
 * Where a reader is in a conversation. Whoever is at its end stays there as it grows; whoever reads
 * further up is left alone, and what comes is counted. What one sends oneself leads to the end.
 */

/** What the keeper needs of the list as it was drawn last. */
export interface RenderedList {
  rows: readonly MessageRowData[];
  /** Where the reader was led to. */
  target: { seq: number } | undefined;
  /** Somebody is likely to be reading. */
  hasAttention: boolean;
  onLoadOlder: () => void;
  /** Everything up to this seq was in view. */
  onRead: (seq: number) => void;
  onAtEndChange: (isAtEnd: boolean) => void;
}

export interface ListElements {
  scroller: HTMLElement;
  list: VirtualizerHandle;
}

/** Closer to the end than this counts as at the end. */
const AT_END_PX = 64;
/** So far before the beginning of what is loaded, more is asked for. */
const LOAD_OLDER_PX = 800;
/** What stays visible above the first unread message. */
const ABOVE_NEW_PX = 56;

export class ScrollController {
  private isFollowing = true;
  private hasEntered = false;
  private newestKey: string | undefined;
  private lastTop = 0;
  private reachedTarget: { seq: number } | undefined;

  /** The list was drawn anew: go where the reader should be now. */
  afterRender(list: RenderedList, elements: ListElements): void {
    const newest = list.rows.at(-1);
    if (!newest) return;
    if (!this.hasEntered) this.scrollToFirstNew(list, elements);
    const isNewest = newest.key !== this.newestKey;
    if (isNewest && newest.queueId !== undefined && this.newestKey !== undefined) {
      this.isFollowing = true;
    }
    this.newestKey = newest.key;
    this.scrollToTarget(list, elements);
    if (this.isFollowing) this.scrollToEnd(list, elements);
    this.reportRead(list, elements);
    // A window higher than what is loaded cannot be scrolled to ask for more.
    const { scrollHeight, clientHeight } = elements.scroller;
    if (scrollHeight <= clientHeight) list.onLoadOlder();
  }

  /** A finger, a wheel or a key moved the list. */
  afterScroll(list: RenderedList, { scroller }: ListElements): void {
    const isUpward = scroller.scrollTop < this.lastTop;
    this.lastTop = scroller.scrollTop;
    if (distanceToEnd(scroller) < AT_END_PX) this.isFollowing = true;
    // Only a reader goes up: rows that turn out higher than thought just leave more below.
    else if (isUpward) this.isFollowing = false;
    list.onAtEndChange(this.isFollowing);
    if (scroller.scrollTop < LOAD_OLDER_PX) list.onLoadOlder();
  }

  /** The window, the keyboard or a row changed its size. */
  afterResize(list: RenderedList, elements: ListElements): void {
    if (this.isFollowing) this.scrollToEnd(list, elements);
  }

  scrollToEnd({ rows }: RenderedList, { list }: ListElements): void {
    this.isFollowing = true;
    list.scrollToIndex(rows.length - 1, { align: 'end' });
  }

  /** Tells how far was read: the lowest message whose end is in view. */
  reportRead(
    { rows, hasAttention: isAttended, onRead: onSeen }: RenderedList,
    { scroller, list }: ListElements,
  ): void {
    if (!isAttended) return;
    const bottom = scroller.scrollTop + scroller.clientHeight;
    const isAtEnd = this.isFollowing || distanceToEnd(scroller) < AT_END_PX;
    let at = isAtEnd ? rows.length - 1 : list.findItemIndex(bottom) - 1;
    // Own messages on their way have no seq yet.
    while (at > 0 && rows[at]?.seq === undefined) at -= 1;
    const seq = rows[at]?.seq;
    if (seq !== undefined) onSeen(seq);
  }

  /** Once for every time somebody is led somewhere. */
  private scrollToTarget(
    { rows, target, onAtEndChange: onPlace }: RenderedList,
    { list }: ListElements,
  ): void {
    if (!target || target === this.reachedTarget) return;
    const at = rows.findIndex(({ seq }) => seq === target.seq);
    if (at < 0) return;
    this.reachedTarget = target;
    this.isFollowing = false;
    onPlace(false);
    list.scrollToIndex(at, { align: 'center' });
  }

  /** The first time there is something: at the first unread message, or at the end. */
  private scrollToFirstNew({ rows }: RenderedList, { list }: ListElements): void {
    this.hasEntered = true;
    const firstNew = rows.findIndex(({ isFirstNew }) => isFirstNew);
    if (firstNew < 0) return;
    this.isFollowing = false;
    list.scrollToIndex(firstNew, { align: 'start', offset: -ABOVE_NEW_PX });
  }
}

function distanceToEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}
