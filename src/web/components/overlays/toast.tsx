import { useEffect, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { lazyModule } from './lazy-module';

export interface ToastContent {
  title: string;
  text?: string;
  /** Something to press, such as "To the session". */
  action?: { label: string; onClick: () => void };
  /** Must not be missed: stays until it is closed. */
  urgent?: boolean;
}

const toaster = lazyModule(() =>
  import('./toaster').then(({ Toaster, addToast }) => ({ Toaster, addToast })),
);

let pendingToasts: readonly ToastContent[] = [];
const listeners = new Set<() => void>();

function setPendingToasts(next: readonly ToastContent[]): void {
  pendingToasts = next;
  for (const listener of listeners) listener();
}

/** Says that something happened, beside whatever the person is doing. */
export function showToast(words: ToastContent): void {
  setPendingToasts([...pendingToasts, words]);
  // Were it out of reach, the words wait for the next toast rather than being lost.
  void toaster.load().then(
    () => setPendingToasts([...pendingToasts]),
    () => undefined,
  );
}

/** Has them at hand for when nothing can be loaded any more. */
export function preloadToasts(): void {
  void toaster.load().catch(() => undefined);
}

/** Where toasts appear; once in the whole app, and loaded with the first of them. */
export function Toasts(): ReactElement | null {
  const words = useSyncExternalStore(subscribe, () => pendingToasts);
  const { value } = toaster;
  useEffect(() => {
    if (!value || words.length === 0) return;
    setPendingToasts([]);
    words.forEach(value.addToast);
  }, [value, words]);
  return value ? <value.Toaster /> : null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
