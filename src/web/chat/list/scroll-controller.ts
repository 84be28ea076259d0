import type { VirtualizerHandle } from 'virtua';
import type { MessageRowData } from './message-rows';

/** The list as it was rendered last. */
export interface RenderedList {
  rows: readonly MessageRowData[];
  target: { seq: number } | undefined;
  /** The user is likely to be reading. */
  hasAttention: boolean;
  onReachStart: () => void;
  /** Everything up to `seq` was in view. */
  onRead: (seq: number) => void;
  onAtEndChange: (isAtEnd: boolean) => void;
}

export interface ListElements {
  scroller: HTMLElement;
  list: VirtualizerHandle;
}

/** Distance to the end that still counts as the end. */
const AT_END_PX = 64;
/** Distance to the first loaded row at which older ones are loaded. */
const LOAD_OLDER_PX = 800;
/** Space above the first unread message. */
const ABOVE_NEW_PX = 56;

/**
 * Scrolls a message list. At the end it follows new messages; elsewhere the position stays, and the list
 * counts them. An own message scrolls to the end.
 */
export class ScrollController {
  private isFollowing = true;
  private hasEntered = false;
  private newestKey: string | undefined;
  private lastTop = 0;
  private reachedTarget: { seq: number } | undefined;

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
    // A window higher than the loaded rows cannot be scrolled to load more.
    const { scrollHeight, clientHeight } = elements.scroller;
    if (scrollHeight <= clientHeight) list.onReachStart();
  }

  afterScroll(list: RenderedList, { scroller }: ListElements): void {
    const isUpward = scroller.scrollTop < this.lastTop;
    this.lastTop = scroller.scrollTop;
    if (distanceToEnd(scroller) < AT_END_PX) this.isFollowing = true;
    // Only the user scrolls up: rows that turn out higher than estimated increase the distance to the end.
    else if (isUpward) this.isFollowing = false;
    list.onAtEndChange(this.isFollowing);
    if (scroller.scrollTop < LOAD_OLDER_PX) list.onReachStart();
  }

  /** The window, the on-screen keyboard or a row changed its size. */
  afterResize(list: RenderedList, elements: ListElements): void {
    if (this.isFollowing) this.scrollToEnd(list, elements);
  }

  scrollToEnd({ rows }: RenderedList, { list }: ListElements): void {
    this.isFollowing = true;
    list.scrollToIndex(rows.length - 1, { align: 'end' });
  }

  /** Reports the last message whose end is in view. */
  reportRead({ rows, hasAttention, onRead }: RenderedList, { scroller, list }: ListElements): void {
    if (!hasAttention) return;
    const bottom = scroller.scrollTop + scroller.clientHeight;
    const isAtEnd = this.isFollowing || distanceToEnd(scroller) < AT_END_PX;
    let index = isAtEnd ? rows.length - 1 : list.findItemIndex(bottom) - 1;
    // Outgoing messages have no seq yet.
    while (index > 0 && rows[index]?.seq === undefined) index -= 1;
    const seq = rows[index]?.seq;
    if (seq !== undefined) onRead(seq);
  }

  /** Once per jump target. */
  private scrollToTarget(
    { rows, target, onAtEndChange }: RenderedList,
    { list }: ListElements,
  ): void {
    if (!target || target === this.reachedTarget) return;
    const index = rows.findIndex(({ seq }) => seq === target.seq);
    if (index < 0) return;
    this.reachedTarget = target;
    this.isFollowing = false;
    onAtEndChange(false);
    list.scrollToIndex(index, { align: 'center' });
  }

  /** First rendered rows: at the first unread message, or at the end. */
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
