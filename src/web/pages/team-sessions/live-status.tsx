import { Radio, WifiOff } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveStatus } from '../../state/transport/team-subscription';
import { Badge } from '../../components/display/badge';
import { Banner } from '../../components/display/banner';
import { POLL_WHEN_DOWN_MS } from './use-team-updates';

/** Whether the page updates live. */
export function LiveBadge({ state }: { state: LiveStatus }): ReactElement | null {
  const { t } = useTranslation();
  if (state === 'down') return null;
  return (
    <span role="status">
      <Badge
        tone={state === 'live' ? 'accent' : 'calm'}
        icon={<Radio aria-hidden="true" size={14} />}
      >
        {t(state === 'live' ? 'teamSessions.live.on' : 'teamSessions.live.connecting')}
      </Badge>
    </span>
  );
}

/** Explains that the page polls instead. */
export function LiveUpdatesDownBanner({ state }: { state: LiveStatus }): ReactElement | null {
  const { t } = useTranslation();
  if (state !== 'down') return null;
  return (
    <Banner tone="warm" icon={<WifiOff aria-hidden="true" size={20} />}>
      {t('teamSessions.live.off', { seconds: POLL_WHEN_DOWN_MS / 1_000 })}
    </Banner>
  );
}
