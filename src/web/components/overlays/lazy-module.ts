import { useCallback, useState } from 'react';

/** A module that is imported on first use. */
export interface LazyModule<Module> {
  /** `undefined` until it is loaded. */
  value: Module | undefined;
  load(): Promise<Module>;
}

/** Imports once; a failed import is retried by the next `load`. */
export function lazyModule<Module>(importModule: () => Promise<Module>): LazyModule<Module> {
  let pending: Promise<Module> | undefined;
  const lazy: LazyModule<Module> = {
    value: undefined,
    load() {
      pending ??= importModule().then(
        (module) => (lazy.value = module),
        (error: unknown) => {
          pending = undefined;
          throw error;
        },
      );
      return pending;
    },
  };
  return lazy;
}

export interface LazyModuleState<Module> {
  value: Module | undefined;
  /** Starts loading, or retries after a failure. */
  load: () => void;
}

/** Renders again once the module is loaded. */
export function useLazyModule<Module>(module: LazyModule<Module>): LazyModuleState<Module> {
  const [, setLoaded] = useState(module.value !== undefined);
  const load = useCallback(() => {
    // A failure is not reported: the next press of the trigger loads again.
    void module.load().then(
      () => setLoaded(true),
      () => undefined,
    );
  }, [module]);
  return { value: module.value, load };
}
