import { Popover as BasePopover } from '@base-ui/react/popover';
import { useState } from 'react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import styles from './popover.module.css';

/** Distance from the window: centred on a phone, whose width it fills. */
const EDGE_PX = 16;

/** A trigger and its popover, for `LazyTrigger`: the popover starts open. */
export function Popover({
  trigger,
  title,
  finalFocus,
  sideOffset = 8,
  children,
}: {
  trigger: ReactElement;
  title: string;
  /** Gets the focus on close; default is the trigger. */
  finalFocus?: RefObject<HTMLElement | null>;
  /** Pixels between the trigger and the popover. */
  sideOffset?: number;
  /** Receives a function that closes the popover. */
  children: (close: () => void) => ReactNode;
}): ReactElement {
  const [open, setOpen] = useState(true);
  return (
    <BasePopover.Root open={open} onOpenChange={(next) => setOpen(next)}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner
          className={styles.positioner}
          sideOffset={sideOffset}
          collisionPadding={EDGE_PX}
          align="end"
        >
          <BasePopover.Popup className={styles.popup} finalFocus={finalFocus ?? true}>
            <BasePopover.Title className={styles.title}>{title}</BasePopover.Title>
            {children(() => setOpen(false))}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
