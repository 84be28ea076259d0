import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';
import { useNow } from '../../components/hooks/use-now';
import styles from './day-divider.module.css';

const DAY_MS = 24 * 3_600_000;

export function DayDivider({ at }: { at: string }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const day = format.day(at);
  const now = useNow(60_000);
  const name =
    day === format.day(now)
      ? t('session.list.today')
      : day === format.day(now - DAY_MS)
        ? t('session.list.yesterday')
        : day;
  return (
    <p className={styles.day}>
      <span>{name}</span>
    </p>
  );
}
