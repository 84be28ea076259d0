import { CalendarClock } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ZoneCorrection } from '../../api/api-types';
import { useZoneCorrections } from '../../api/team-queries';
import { useFormat } from '../../i18n/use-format';
import { Banner } from '../../components/display/banner';
import styles from './zone-corrections.module.css';

/** Bookings that a change of time zone rules concerned; absent while there are none. */
export function ZoneCorrections(): ReactElement | null {
  const { t } = useTranslation();
  const { data: corrections = [] } = useZoneCorrections();
  if (corrections.length === 0) return null;
  return (
    <Banner
      tone="warm"
      icon={<CalendarClock aria-hidden="true" size={20} />}
      title={t('systemHealth.zones.title', { count: corrections.length })}
    >
      <p>{t('systemHealth.zones.text')}</p>
      <ul className={styles.list}>
        {corrections.map((correction) => (
          <li key={`${correction.counselingId} ${correction.previousStart}`}>
            <Correction correction={correction} />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function Correction({ correction }: { correction: ZoneCorrection }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { sessionId, clientName, psychologistName, timezone, movedTo, previousStart } = correction;
  const names = `${clientName} · ${psychologistName}`;
  return (
    <>
      {sessionId ? <Link href={`/team/sessions/${sessionId}`}>{names}</Link> : names}
      {': '}
      {t(movedTo ? 'systemHealth.zones.moved' : 'systemHealth.zones.unresolved', {
        zone: timezone,
        from: format.dayTime(previousStart),
        to: format.dayTime(movedTo ?? previousStart),
      })}
    </>
  );
}
