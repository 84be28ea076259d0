import { cloneElement, useState } from 'react';
import type { ComponentProps, ComponentType, ReactElement } from 'react';
import { useLazyModule } from './lazy-module';
import type { LazyModule } from './lazy-module';

/** What is opened by a trigger: given the trigger, it shows both, opened at once. */
export type Triggered<Props> = ComponentType<Props & { trigger: ReactElement }>;

/**
 * A button whose menu or sheet is loaded when a person reaches for it, so that no first load pays for
 * it. The button is the same before and after.
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
  const { value: Part, load: want } = useLazyModule(module);
  const [isPressed, setPressed] = useState(false);
  if (Part && isPressed) return <Part {...props} trigger={trigger} />;
  return cloneElement(trigger, {
    'aria-haspopup': true,
    'aria-expanded': false,
    'aria-busy': isPressed || undefined,
    onPointerEnter: want,
    onFocus: want,
    onClick: () => {
      setPressed(true);
      want();
    },
  });
}
