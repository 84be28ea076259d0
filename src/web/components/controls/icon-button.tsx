import type { ComponentProps, ReactElement } from 'react';
import { classNames } from '../class-names';
import styles from './icon-button.module.css';

/** A button that shows only an icon; `label` is its accessible name. */
export function IconButton({
  label,
  className,
  children,
  ...rest
}: ComponentProps<'button'> & { label: string }): ReactElement {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classNames(styles.button, className)}
    >
      {children}
    </button>
  );
}
