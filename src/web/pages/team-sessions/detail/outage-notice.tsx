import { ServerOff } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timeline } from '../../../api/api-types';
import { Banner } from '../../../components/display/banner';
import { usePreciseFormat } from '../../../i18n/precise-format';

/** Times within the session in which no worker ran; absent without any. */
export function OutageNotice({ outages }: Pick<Timeline, 'outages'>): ReactElement | null {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  if (outages.length === 0) return null;
  return (
    <Banner
      tone="warm"
      icon={<ServerOff aria-hidden="true" size={20} />}
      title={t('teamSessions.session.outage')}
    >
      {outages.map(({ from, until }) => (
        <p key={from}>
          {t('teamSessions.session.outageTime', {
            from: precise.clock(from),
            until: precise.clock(until),
          })}
        </p>
      ))}
    </Banner>
  );
}
