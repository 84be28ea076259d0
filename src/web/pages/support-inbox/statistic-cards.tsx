import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupportStatistics } from '../../api/api-types';
import { useSupportStatistics } from '../../api/support-team-queries';
import type { SupportFilter } from '../../api/support-team-queries';
import { useFormat } from '../../i18n/use-format';
import { classNames } from '../../components/class-names';
import styles from './statistic-cards.module.css';

const CARDS: [name: keyof SupportStatistics & StatisticName, status: SupportFilter['status']][] = [
  ['total', undefined],
  ['open', 'OPEN'],
  ['resolved', 'RESOLVED'],
  ['closed', 'CLOSED'],
];
type StatisticName = 'total' | 'open' | 'resolved' | 'closed' | 'unread';

/** Rooms per status; pressing a card filters by it. */
export function StatisticCards({
  filter,
  onChange,
}: {
  filter: SupportFilter;
  onChange: (change: Partial<SupportFilter>) => void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useSupportStatistics();
  const number = (name: StatisticName): string => (data ? format.number(data[name]) : '–');
  return (
    <ul className={styles.cards} aria-label={t('supportInbox.statistics.label')}>
      {CARDS.map(([name, status]) => (
        <li key={name}>
          <button
            type="button"
            aria-pressed={filter.status === status}
            className={classNames(styles.card, filter.status === status && styles.current)}
            onClick={() => onChange({ status })}
          >
            <strong className={styles.number}>{number(name)}</strong>{' '}
            {t(`supportInbox.statistics.${name}`)}
          </button>
        </li>
      ))}
      <li className={classNames(styles.card, styles.unread)}>
        <strong className={styles.number}>{number('unread')}</strong>{' '}
        {t('supportInbox.statistics.unread')}
      </li>
    </ul>
  );
}
