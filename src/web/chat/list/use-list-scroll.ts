import { useCallback, useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { MessageRowData } from './message-rows';
import { ScrollController } from './scroll-controller';
import type { ListElements, RenderedList } from './scroll-controller';

export interface ListScroll {
  /** Rows were added before the first one: the visible rows keep their position. */
  isPrepending: boolean;
  isAtEnd: boolean;
  onScroll: () => void;
  onScrollEnd: () => void;
  onResize: () => void;
  scrollToEnd: () => void;
}

export interface ListScrollInput extends Omit<RenderedList, 'onAtEndChange'> {
  onFollowingChange: (isFollowing: boolean) => void;
  scrollerRef: RefObject<HTMLDivElement | null>;
  listRef: RefObject<VirtualizerHandle | null>;
}

type ControllerMethod =
  'afterRender' | 'afterScroll' | 'afterResize' | 'reportRead' | 'scrollToEnd';

/** Connects a scroll controller to the rendered list. */
export function useListScroll(input: ListScrollInput): ListScroll {
  const { rows, target, hasAttention, onReachStart, onRead } = input;
  const { onFollowingChange, scrollerRef, listRef } = input;
  const [controller] = useState(() => new ScrollController());
  const [isAtEnd, setAtEnd] = useState(true);
  const isPrepending = usePrepending(rows);
  const call = useCallback(
    (method: ControllerMethod) => {
      const [scroller, list] = [scrollerRef.current, listRef.current];
      if (!scroller || !list) return;
      const elements: ListElements = { scroller, list };
      const onAtEndChange = (isNowAtEnd: boolean): void => {
        setAtEnd(isNowAtEnd);
        onFollowingChange(isNowAtEnd);
      };
      const rendered = { rows, target, hasAttention, onReachStart, onRead, onAtEndChange };
      controller[method](rendered, elements);
    },
    [
      controller,
      rows,
      target,
      hasAttention,
      onReachStart,
      onRead,
      onFollowingChange,
      scrollerRef,
      listRef,
    ],
  );
  useLayoutEffect(() => call('afterRender'), [call]);
  return {
    isPrepending,
    isAtEnd,
    onScroll: () => call('afterScroll'),
    onScrollEnd: () => call('reportRead'),
    onResize: () => call('afterResize'),
    scrollToEnd: () => call('scrollToEnd'),
  };
}

/** Whether rows were added before the first one since the last render. */
function usePrepending(rows: readonly MessageRowData[]): boolean {
  const [rendered, setRendered] = useState(rows);
  const [isPrepending, setPrepending] = useState(false);
  if (rendered !== rows) {
    const first = rendered[0]?.key;
    const index = first === undefined ? 0 : rows.findIndex(({ key }) => key === first);
    setRendered(rows);
    setPrepending(index > 0);
  }
  return isPrepending;
}
