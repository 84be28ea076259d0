import { createElement, useEffect } from 'react';
import type { ComponentType, ReactElement } from 'react';
import { lazyModule, useLazyModule } from './lazy-module';

const RETRY_MS = 3_000;

/**
 * A component that is imported when it is first rendered; until then `fallback` is shown. Unlike with
 * React's `lazy`, an import that fails is repeated and leaves the rest of the page as it is.
 */
export function lazyComponent<Props extends object>(
  importComponent: () => Promise<ComponentType<Props>>,
  fallback: ReactElement | null = null,
): (props: Props) => ReactElement | null {
  const module = lazyModule(importComponent);
  return function LazyComponent(props: Props): ReactElement | null {
    const { value, load } = useLazyModule(module);
    const isLoaded = value !== undefined;
    useEffect(() => {
      if (isLoaded) return undefined;
      load();
      const timer = setInterval(load, RETRY_MS);
      return () => clearInterval(timer);
    }, [isLoaded, load]);
    return value ? createElement(value, props) : fallback;
  };
}
