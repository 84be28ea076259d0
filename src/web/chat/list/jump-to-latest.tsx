import { ArrowDown } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../components/class-names';
import styles from './jump-to-latest.module.css';

/** The way back to what is said now, with how much of it is new. */
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
      className={classNames(styles['button'], isNew && styles['new'])}
      aria-label={isNew ? undefined : t('session.list.toNewest')}
      onClick={onPress}
    >
      <ArrowDown aria-hidden="true" size={20} />
      {isNew && t('session.list.toNew', { count: unread })}
    </button>
  );
}
