import { useEffect, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { loadOnce } from './later';

export interface ToastWords {
  title: string;
  text?: string;
  /** Something to press, such as "To the session". */
  action?: { label: string; onClick: () => void };
  /** Must not be missed: stays until it is closed. */
  urgent?: boolean;
}

const toaster = loadOnce(() =>
  import('./toaster').then(({ Toaster, addToast }) => ({ Toaster, addToast })),
);

let waiting: readonly ToastWords[] = [];
const listeners = new Set<() => void>();

function setWaiting(next: readonly ToastWords[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}

/** Says that something happened, beside whatever the person is doing. */
export function showToast(words: ToastWords): void {
  setWaiting([...waiting, words]);
  // Were it out of reach, the words wait for the next toast rather than being lost.
  void toaster.start().then(
    () => setWaiting([...waiting]),
    () => undefined,
  );
}

/** Has them at hand for when nothing can be loaded any more. */
export function readyToasts(): void {
  void toaster.start().catch(() => undefined);
}

/** Where toasts appear; once in the whole app, and loaded with the first of them. */
export function Toasts(): ReactElement | null {
  const words = useSyncExternalStore(subscribe, () => waiting);
  const { part } = toaster;
  useEffect(() => {
    if (!part || words.length === 0) return;
    setWaiting([]);
    words.forEach(part.addToast);
  }, [part, words]);
  return part ? <part.Toaster /> : null;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
