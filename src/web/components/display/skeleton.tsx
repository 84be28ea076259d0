import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './skeleton.module.css';

/** Where content will be in a moment, in about its size, so that nothing jumps when it comes. */
export function Skeleton({
  lines = 1,
  height = 'row',
}: {
  lines?: number;
  height?: 'row' | 'control' | 'card';
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.group} role="status">
      <span className={styles.words}>{t('common.loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} aria-hidden="true" className={styles[height]} />
      ))}
    </div>
  );
}
