import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { ReactElement } from 'react';
import type { DialogProps } from './dialog';
import styles from './dialog-sheet.module.css';

/** A sheet from below on a phone, a card in the middle of a desk. */
export function DialogSheet({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
}: DialogProps): ReactElement {
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.backdrop} />
        <BaseDialog.Viewport className={styles.viewport}>
          <BaseDialog.Popup className={styles.popup}>
            <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
            {description && (
              <BaseDialog.Description className={styles.description}>
                {description}
              </BaseDialog.Description>
            )}
            {children}
            {actions && <div className={styles.actions}>{actions}</div>}
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
