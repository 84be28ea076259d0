import { useRef } from 'react';
import type { PointerEvent, TouchEvent } from 'react';

const HELD_MS = 450;
const MOVED_PX = 10;

interface LongPress {
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerUp: () => void;
  onPointerCancel: () => void;
  onTouchEnd: (event: TouchEvent) => void;
}

/** Does something when a finger stays where it is for a moment. */
export function useLongPress(act: () => void): LongPress {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number }>(undefined);
  const wasHeld = useRef(false);
  const end = (): void => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  return {
    onPointerDown: (event) => {
      end();
      if (event.pointerType !== 'touch') return;
      wasHeld.current = false;
      const timer = setTimeout(() => {
        wasHeld.current = true;
        act();
      }, HELD_MS);
      press.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove: ({ clientX, clientY }) => {
      const { x, y } = press.current ?? { x: clientX, y: clientY };
      if (Math.hypot(clientX - x, clientY - y) > MOVED_PX) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    // Lifting the finger is no click beside what it has opened.
    onTouchEnd: (event) => wasHeld.current && event.preventDefault(),
  };
}
