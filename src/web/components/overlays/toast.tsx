import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useStoreValue, ValueStore } from '../../state/value-store';
import { lazyModule } from './lazy-module';
import type { ToastContent } from './toaster';

const toaster = lazyModule(() =>
  import('./toaster').then(({ Toaster, addToast }) => ({ Toaster, addToast })),
);

const pendingToasts = new ValueStore<readonly ToastContent[]>([]);

/** Shows a short message over the current page. */
export function showToast(toast: ToastContent): void {
  pendingToasts.set([...pendingToasts.get(), toast]);
  // When the toaster cannot be loaded, the toast waits for the next attempt.
  void toaster.load().then(
    () => pendingToasts.set([...pendingToasts.get()]),
    () => undefined,
  );
}

/** Loads the toaster ahead, so that toasts also appear while offline. */
export function preloadToasts(): void {
  void toaster.load().catch(() => undefined);
}

/** Renders the toasts; mounted once in the app and loaded with the first toast. */
export function Toasts(): ReactElement | null {
  const pending = useStoreValue(pendingToasts);
  const { value } = toaster;
  useEffect(() => {
    if (!value || pending.length === 0) return;
    pendingToasts.set([]);
    pending.forEach(value.addToast);
  }, [value, pending]);
  return value ? <value.Toaster /> : null;
}
