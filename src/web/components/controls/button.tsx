import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import styles from './button.module.css';
import { classNames } from '../class-names';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'warm';

interface ButtonStyle {
  kind?: ButtonKind;
  size?: 'normal' | 'small';
  /** Fills the available width. */
  wide?: boolean;
  icon?: ReactNode;
}

export interface ButtonProps extends ButtonStyle, ComponentProps<'button'> {
  /** In progress: presses are ignored and `aria-busy` is set. */
  busy?: boolean;
}

export function Button({
  kind = 'primary',
  size,
  wide,
  icon,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(buttonClass({ kind, size, wide }), className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {icon}
      {children}
    </button>
  );
}

export interface ButtonLinkProps extends ButtonStyle {
  href: string;
  children: ReactNode;
  className?: string;
}

/** A link to a page of the app that looks like a button. */
export function ButtonLink({
  kind = 'primary',
  size,
  wide,
  icon,
  className,
  href,
  children,
}: ButtonLinkProps): ReactElement {
  return (
    <Link href={href} className={classNames(buttonClass({ kind, size, wide }), className)}>
      {icon}
      {children}
    </Link>
  );
}

/** A link to a file or another site that looks like a button. */
export function ButtonAnchor({
  kind = 'secondary',
  size,
  wide,
  icon,
  className,
  children,
  ...rest
}: ButtonStyle & ComponentProps<'a'>): ReactElement {
  return (
    <a {...rest} className={classNames(buttonClass({ kind, size, wide }), className)}>
      {icon}
      {children}
    </a>
  );
}

function buttonClass({ kind = 'primary', size = 'normal', wide = false }: ButtonStyle): string {
  return classNames(
    styles.button,
    styles[kind],
    size === 'small' && styles.small,
    wide && styles.wide,
  );
}
