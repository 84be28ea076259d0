import { useCallback, useState } from 'react';

/** A part of a page that is loaded when somebody first needs it. */
export interface LazyModuleState<Part> {
  /** `undefined` until it is there. */
  value: Part | undefined;
  /** Begins to load it, or tries again after a failure. */
  load: () => void;
}

/** Loads a part of a page on demand; what is loaded once is there at once the next time. */
export function useLazyModule<Part>(load: LazyModule<Part>): LazyModuleState<Part> {
  const [, setLoaded] = useState(load.value !== undefined);
  const want = useCallback(() => {
    // A failure needs no word here: whoever still wants it presses again, and that tries again.
    void load.load().then(
      () => setLoaded(true),
      () => undefined,
    );
  }, [load]);
  return { value: load.value, load: want };
}

export interface LazyModule<Part> {
  value: Part | undefined;
  load(): Promise<Part>;
}

/** Remembers what `load` gave, and forgets that it failed. */
export function lazyModule<Part>(load: () => Promise<Part>): LazyModule<Part> {
  let underWay: Promise<Part> | undefined;
  const once: LazyModule<Part> = {
    value: undefined,
    load() {
      underWay ??= load().then(
        (part) => (once.value = part),
        (error: unknown) => {
          underWay = undefined;
          throw error;
        },
      );
      return underWay;
    },
  };
  return once;
}
