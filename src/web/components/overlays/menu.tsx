import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { mainLandmark } from '../main-landmark';
import styles from './menu.module.css';
import type { Option } from '../controls/select';

/** A trigger and its menu, for `LazyTrigger`: the menu starts open. */
export function Menu({
  trigger,
  onOpen,
  shouldReturnFocus,
  children,
}: {
  trigger: ReactElement;
  onOpen?: () => void;
  /** Whether the trigger gets the focus back on close; default true. */
  shouldReturnFocus?: () => boolean;
  children: ReactNode;
}): ReactElement {
  return (
    <BaseMenu.Root defaultOpen onOpenChange={(isOpen) => isOpen && onOpen?.()}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal container={mainLandmark()}>
        <BaseMenu.Positioner className={styles.positioner} sideOffset={8} align="end">
          <BaseMenu.Popup className={styles.popup} finalFocus={shouldReturnFocus ?? true}>
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export function MenuItem({
  icon,
  onClick,
  children,
}: {
  icon?: ReactNode;
  onClick: () => void;
  children: ReactNode;
}): ReactElement {
  return (
    <BaseMenu.Item className={styles.item} onClick={onClick}>
      {icon}
      {children}
    </BaseMenu.Item>
  );
}

/** Toggles in a row, such as reactions. */
export function MenuToggles({
  label,
  options,
  onToggle,
}: {
  label: string;
  options: { value: string; isOn: boolean }[];
  onToggle: (value: string) => void;
}): ReactElement {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className={styles.label}>{label}</BaseMenu.GroupLabel>
      <div className={styles.toggles}>
        {options.map(({ value, isOn }) => (
          <BaseMenu.CheckboxItem
            key={value}
            className={styles.toggle}
            checked={isOn}
            closeOnClick
            onCheckedChange={() => onToggle(value)}
          >
            {value}
          </BaseMenu.CheckboxItem>
        ))}
      </div>
    </BaseMenu.Group>
  );
}

export function MenuSeparator(): ReactElement {
  return <BaseMenu.Separator className={styles.separator} />;
}

export function MenuRadioGroup<Value extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}): ReactElement {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className={styles.label}>{label}</BaseMenu.GroupLabel>
      <BaseMenu.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
        {options.map((option) => (
          <BaseMenu.RadioItem key={option.value} value={option.value} className={styles.item}>
            {option.label}
            <BaseMenu.RadioItemIndicator className={styles.check}>
              <Check aria-hidden="true" size={18} />
            </BaseMenu.RadioItemIndicator>
          </BaseMenu.RadioItem>
        ))}
      </BaseMenu.RadioGroup>
    </BaseMenu.Group>
  );
}
