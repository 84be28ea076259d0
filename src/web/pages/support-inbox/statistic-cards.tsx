import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupportStatistics } from '../../api/api-types';
import { useSupportStatistics } from '../../api/support-team-queries';
import type { SupportFilter } from '../../api/support-team-queries';
import { useFormat } from '../../i18n/use-format';
import { classNames } from '../../components/class-names';
import styles from './statistic-cards.module.css';

const CARDS: [figure: keyof SupportStatistics & StatisticName, status: SupportFilter['status']][] =
  [
    ['total', undefined],
    ['open', 'OPEN'],
    ['resolved', 'RESOLVED'],
    ['closed', 'CLOSED'],
  ];
type StatisticName = 'total' | 'open' | 'resolved' | 'closed' | 'unread';

/** How many rooms there are in each status; pressing one shows them. */
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
  const number = (figure: StatisticName): string => (data ? format.number(data[figure]) : '–');
  return (
    <ul className={styles.cards} aria-label={t('supportInbox.statistics.label')}>
      {CARDS.map(([figure, status]) => (
        <li key={figure}>
          <button
            type="button"
            aria-pressed={filter.status === status}
            className={classNames(styles.card, filter.status === status && styles.here)}
            onClick={() => onChange({ status })}
          >
            <strong className={styles.number}>{number(figure)}</strong>{' '}
            {t(`supportInbox.statistics.${figure}`)}
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
