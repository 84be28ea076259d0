import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { DialogProps } from './dialog-sheet';
import { lazyModule, useLazyModule } from './lazy-module';

const sheet = lazyModule(() => import('./dialog-sheet').then((module) => module.DialogSheet));

/** A modal dialog; its code is loaded when a page that may open one is shown, and again after a failure. */
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
