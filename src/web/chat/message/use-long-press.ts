import { useRef } from 'react';
import type { PointerEvent, TouchEvent } from 'react';

const HOLD_MS = 450;
const MOVE_TOLERANCE_PX = 10;

interface LongPress {
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerUp: () => void;
  onPointerCancel: () => void;
  onTouchEnd: (event: TouchEvent) => void;
}

/** Calls `action` when a finger rests in place for `HOLD_MS`. */
export function useLongPress(action: () => void): LongPress {
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
        action();
      }, HOLD_MS);
      press.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove: ({ clientX, clientY }) => {
      const { x, y } = press.current ?? { x: clientX, y: clientY };
      if (Math.hypot(clientX - x, clientY - y) > MOVE_TOLERANCE_PX) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    // Lifting the finger must not click outside the opened menu.
    onTouchEnd: (event) => wasHeld.current && event.preventDefault(),
  };
}
