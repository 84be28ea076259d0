import { useCallback, useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { MessageRowData } from './message-rows';
import { ScrollController } from './scroll-controller';
import type { RenderedList, ListElements } from './scroll-controller';

export interface ListScroll {
  /** Rows were put before the first one: what is in view stays where it is. */
  isPrepending: boolean;
  isAtEnd: boolean;
  onScroll: () => void;
  onScrollEnd: () => void;
  onResize: () => void;
  scrollToEnd: () => void;
}

export interface ListRefs {
  scrollerRef: RefObject<HTMLDivElement | null>;
  listRef: RefObject<VirtualizerHandle | null>;
}

/** Ties a scroll keeper to the list that is drawn. */
export function useListScroll(
  drawn: Omit<RenderedList, 'onAtEndChange'>,
  onPlace: (isAtEnd: boolean) => void,
  { scrollerRef, listRef }: ListRefs,
): ListScroll {
  const { rows, target, hasAttention: isAttended, onLoadOlder: onOlder, onRead: onSeen } = drawn;
  const [keeper] = useState(() => new ScrollController());
  const [isAtEnd, setAtEnd] = useState(true);
  const isPrepending = usePrepending(rows);

  const tell = useCallback(
    (what: (list: RenderedList, elements: ListElements) => void) => {
      const [scroller, list] = [scrollerRef.current, listRef.current];
      if (!scroller || !list) return;
      const place = (isNowAtEnd: boolean): void => {
        setAtEnd(isNowAtEnd);
        onPlace(isNowAtEnd);
      };
      what(
        {
          rows,
          target,
          hasAttention: isAttended,
          onLoadOlder: onOlder,
          onRead: onSeen,
          onAtEndChange: place,
        },
        { scroller, list },
      );
    },
    [rows, target, isAttended, onOlder, onSeen, onPlace, scrollerRef, listRef],
  );
  useLayoutEffect(
    () => tell((list, elements) => keeper.afterRender(list, elements)),
    [tell, keeper],
  );

  return {
    isPrepending,
    isAtEnd,
    onScroll: () => tell((list, elements) => keeper.afterScroll(list, elements)),
    onScrollEnd: () => tell((list, elements) => keeper.reportRead(list, elements)),
    onResize: () => tell((list, elements) => keeper.afterResize(list, elements)),
    scrollToEnd: () => tell((list, elements) => keeper.scrollToEnd(list, elements)),
  };
}

/** Whether rows were put before the first one since the list was drawn last. */
function usePrepending(rows: readonly MessageRowData[]): boolean {
  const [drawn, setDrawn] = useState(rows);
  const [isPrepending, setPrepending] = useState(false);
  if (drawn !== rows) {
    const first = drawn[0]?.key;
    const at = first === undefined ? 0 : rows.findIndex(({ key }) => key === first);
    setDrawn(rows);
    setPrepending(at > 0);
  }
  return isPrepending;
}
