import type { ReactElement } from 'react';
import type { CustomItemComponentProps } from 'virtua';

/** A rendered row; `aria-posinset` is its position among all rows, rendered or not. */
export function VirtualListItem({
  ref,
  style,
  index,
  children,
}: CustomItemComponentProps): ReactElement {
  return (
    <li ref={ref} style={style} aria-posinset={index + 1} aria-setsize={-1}>
      {children}
    </li>
  );
}
