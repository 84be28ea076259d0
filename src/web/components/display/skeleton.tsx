import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from './visually-hidden';
import styles from './skeleton.module.css';

/** Placeholder of about the content's size, so that the layout does not jump. */
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
      <VisuallyHidden>{t('common.loading')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} aria-hidden="true" className={styles[height]} />
      ))}
    </div>
  );
}
