import { ArrowDown } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../components/class-names';
import styles from './jump-to-latest.module.css';

/** Scrolls to the newest message; shows the number of unread ones. */
export function JumpToLatest({
  unread,
  onPress,
}: {
  unread: number;
  onPress: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const isNew = unread > 0;
  return (
    <button
      type="button"
      className={classNames(styles.button, isNew && styles.new)}
      aria-label={isNew ? undefined : t('session.list.toNewest')}
      onClick={onPress}
    >
      <ArrowDown aria-hidden="true" size={20} />
      {isNew && t('session.list.toNew', { count: unread })}
    </button>
  );
}
