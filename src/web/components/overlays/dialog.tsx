import { useEffect } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { lazyModule, useLazyModule } from './lazy-module';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the one that goes on last. */
  actions?: ReactNode;
}

const sheet = lazyModule(() => import('./dialog-sheet').then((module) => module.DialogSheet));

/**
 * Something to answer before going on. Its sheet is loaded when a dialog that may open comes onto the
 * page, so that none pays for it before; after a failure opening tries again.
 */
export function Dialog(props: DialogProps): ReactElement | null {
  const { open } = props;
  const { value: Sheet, load } = useLazyModule(sheet);
  useEffect(() => {
    load();
    if (!open) return undefined;
    window.addEventListener('online', load);
    return () => window.removeEventListener('online', load);
  }, [open, load]);
  return Sheet ? <Sheet {...props} /> : null;
}
