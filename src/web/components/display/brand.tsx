import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './brand.module.css';

export function Brand(): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={styles.brand}>
      <svg aria-hidden="true" viewBox="0 0 64 64" width="32" height="32">
        <rect width="64" height="64" rx="16" className={styles.background} />
        <path d="M18 50V30a14 14 0 0 1 28 0v20z" className={styles.outer} />
        <path d="M27 50V36a5 5 0 0 1 10 0v14z" className={styles.inner} />
      </svg>
      <span className={styles.name}>{t('common.appName')}</span>
    </span>
  );
}
