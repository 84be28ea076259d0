import type { ComponentProps, ReactElement } from 'react';
import styles from './card.module.css';
import { classNames } from '../class-names';

export function Card({
  as: Tag = 'div',
  className,
  ...rest
}: ComponentProps<'div'> & { as?: 'div' | 'section' | 'article' | 'li' }): ReactElement {
  const Element = Tag as 'div';
  return <Element {...rest} className={classNames(styles.card, className)} />;
}
