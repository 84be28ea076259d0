import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timeline } from '../../../api/api-types';
import { useFormat } from '../../../i18n/use-format';
import { Card } from '../../../components/display/card';
import { usePreciseFormat } from '../../../i18n/precise-format';
import styles from './action-log.module.css';

const KNOWN_ACTIONS = ['session.start', 'session.end', 'session.cancel'] as const;

/** Team actions on a session, oldest first. */
export function ActionLog({ actions }: { actions: Timeline['acts'] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const precise = usePreciseFormat();
  const label = (action: string): string => {
    const known = KNOWN_ACTIONS.find((name) => name === action);
    return known ? t(`teamSessions.log.${known}`) : action;
  };
  return (
    <Card as="section" className={styles.log} aria-labelledby="action-log">
      <h2 id="action-log">{t('teamSessions.session.actions')}</h2>
      {actions.length === 0 ? (
        <p className={styles.none}>{t('teamSessions.session.noActions')}</p>
      ) : null}
      <ul className={styles.list}>
        {actions.map(({ action, at, by }) => (
          <li key={`${at} ${action}`}>
            <strong>{label(action)}</strong>
            <span className={styles.who}>
              {by.fullName} · {format.shortDay(at)}, {precise.clock(at)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
