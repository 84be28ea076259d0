import { cloneElement, useState } from 'react';
import type { ComponentProps, ComponentType, ReactElement } from 'react';
import { useLazyModule } from './lazy-module';
import type { LazyModule } from './lazy-module';

/** A menu or popover that renders its trigger too and starts open. */
export type Triggered<Props> = ComponentType<Props & { trigger: ReactElement }>;

/**
 * A button whose menu or popover is loaded on hover, focus or press, so that the first load stays
 * small. The button looks the same before and after.
 */
export function LazyTrigger<Props extends object>({
  trigger,
  module,
  props,
}: {
  trigger: ReactElement<ComponentProps<'button'>>;
  module: LazyModule<Triggered<Props>>;
  props: Props;
}): ReactElement {
  const { value: Component, load } = useLazyModule(module);
  const [isPressed, setPressed] = useState(false);
  if (Component && isPressed) return <Component {...props} trigger={trigger} />;
  return cloneElement(trigger, {
    'aria-haspopup': true,
    'aria-expanded': false,
    'aria-busy': isPressed || undefined,
    onPointerEnter: load,
    onFocus: load,
    onClick: () => {
      setPressed(true);
      load();
    },
  });
}
