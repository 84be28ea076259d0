import { useEffect, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { lazyModule } from './lazy-module';
import type { ToastContent } from './toaster';

const toaster = lazyModule(() =>
  import('./toaster').then(({ Toaster, addToast }) => ({ Toaster, addToast })),
);

let pendingToasts: readonly ToastContent[] = [];
const listeners = new Set<() => void>();

function setPendingToasts(next: readonly ToastContent[]): void {
  pendingToasts = next;
  for (const listener of listeners) listener();
}

/** Shows a short message over the current page. */
export function showToast(toast: ToastContent): void {
  setPendingToasts([...pendingToasts, toast]);
  // When the toaster cannot be loaded, the toast waits for the next attempt.
  void toaster.load().then(
    () => setPendingToasts([...pendingToasts]),
    () => undefined,
  );
}

/** Loads the toaster ahead, so that toasts also appear while offline. */
export function preloadToasts(): void {
  void toaster.load().catch(() => undefined);
}

/** Renders the toasts; mounted once in the app and loaded with the first toast. */
export function Toasts(): ReactElement | null {
  const pending = useSyncExternalStore(subscribe, () => pendingToasts);
  const { value } = toaster;
  useEffect(() => {
    if (!value || pending.length === 0) return;
    setPendingToasts([]);
    pending.forEach(value.addToast);
  }, [value, pending]);
  return value ? <value.Toaster /> : null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
