import type { ReactElement } from 'react';
import type { CustomItemComponentProps } from 'virtua';

/** A drawn row; readers are told its place among all, drawn or not, by `aria-posinset`. */
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
