import { Trash2 } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { IconButton } from '../../components/controls/icon-button';
import styles from './time-off-list.module.css';

interface RemovableItemProps {
  /** Of the button that removes the item. */
  label: string;
  isRemoving: boolean;
  onRemove: () => void;
  children: ReactNode;
}

export function RemovableItem(props: RemovableItemProps): ReactElement {
  const { label, isRemoving, onRemove, children } = props;
  return (
    <li className={styles.item}>
      <div className={styles.text}>{children}</div>
      <IconButton
        label={label}
        aria-busy={isRemoving || undefined}
        disabled={isRemoving}
        onClick={onRemove}
      >
        <Trash2 aria-hidden="true" size={20} />
      </IconButton>
    </li>
  );
}
