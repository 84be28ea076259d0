import { useCallback, useState } from 'react';

/** A part of a page that is loaded when somebody first needs it. */
export interface Later<Part> {
  /** `undefined` until it is there. */
  part: Part | undefined;
  /** Begins to load it, or tries again after a failure. */
  want: () => void;
}

/** Loads a part of a page on demand; what is loaded once is there at once the next time. */
export function useLater<Part>(load: LoadOnce<Part>): Later<Part> {
  const [, setLoaded] = useState(load.part !== undefined);
  const want = useCallback(() => {
    // A failure needs no word here: whoever still wants it presses again, and that tries again.
    void load.start().then(
      () => setLoaded(true),
      () => undefined,
    );
  }, [load]);
  return { part: load.part, want };
}

export interface LoadOnce<Part> {
  part: Part | undefined;
  start(): Promise<Part>;
}

/** Remembers what `load` gave, and forgets that it failed. */
export function loadOnce<Part>(load: () => Promise<Part>): LoadOnce<Part> {
  let underWay: Promise<Part> | undefined;
  const once: LoadOnce<Part> = {
    part: undefined,
    start() {
      underWay ??= load().then(
        (part) => (once.part = part),
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
