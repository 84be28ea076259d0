import { Popover as BasePopover } from '@base-ui/react/popover';
import { useState } from 'react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import styles from './popover.module.css';

/** A button and the small sheet beside it, for `OpenLater`: it is open from the beginning. */
export function Popover({
  trigger,
  title,
  finalFocus,
  children,
}: {
  trigger: ReactElement;
  title: string;
  /** Has the focus when the sheet closes; unless given the button has. */
  finalFocus?: RefObject<HTMLElement | null>;
  /** Is given what closes the sheet. */
  children: (close: () => void) => ReactNode;
}): ReactElement {
  const [open, setOpen] = useState(true);
  return (
    <BasePopover.Root open={open} onOpenChange={(next) => setOpen(next)}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner className={styles.positioner} sideOffset={8} align="end">
          <BasePopover.Popup className={styles.popup} finalFocus={finalFocus ?? true}>
            <BasePopover.Title className={styles.title}>{title}</BasePopover.Title>
            {children(() => setOpen(false))}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
