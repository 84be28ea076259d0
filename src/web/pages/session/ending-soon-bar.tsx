import { Timer } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClockEstimate } from '../../state/chat/clock-estimate';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { Button } from '../../components/controls/button';
import { TimeLeft } from '../../components/display/countdown';
import { EndSessionDialog } from './end-session-dialog';
import styles from './ending-soon-bar.module.css';
import { openExtension, useExtensionAction } from './use-extension';
import { useServerNow } from './use-server-now';

export interface EndingSoonBarProps {
  session: SessionDetails;
  clock: ClockEstimate;
  onEnd: () => Promise<void>;
  onExtend: () => Promise<void>;
}

/** After the end warning: time left, extending and ending now (counseling-51, -52, -104). */
export function EndingSoonBar({
  session,
  clock,
  onEnd,
  onExtend,
}: EndingSoonBarProps): ReactElement | null {
  const { t } = useTranslation();
  const now = useServerNow(clock);
  const [isDialogOpen, setDialogOpen] = useState(false);
  const { isBusy, run: ask } = useExtensionAction(onExtend);
  if (!isEndingSoon(session, now)) return null;
  const left = Date.parse(session.endsAt) - now;
  return (
    <section className={styles.bar} aria-label={t('session.ending.title')}>
      <Timer aria-hidden="true" size={20} />
      <p className={styles.text}>
        {t('session.ending.title')}
        <TimeLeft
          ms={left}
          label={t('session.ending.remaining')}
          text={left > 0 ? undefined : t('session.ending.closing')}
        />
      </p>
      <div className={styles.buttons}>
        {!openExtension(session, now) && (
          <Button kind="secondary" size="small" busy={isBusy} onClick={() => ask()}>
            {t('session.extension.ask')}
          </Button>
        )}
        <Button kind="secondary" size="small" onClick={() => setDialogOpen(true)}>
          {t('session.ending.end')}
        </Button>
      </div>
      <EndSessionDialog open={isDialogOpen} onOpenChange={setDialogOpen} onEnd={onEnd} />
    </section>
  );
}

/** By the event, or by the clock when the event did not arrive. */
function isEndingSoon(session: SessionDetails, now: number): boolean {
  if (session.status !== 'active') return false;
  const { endButtonAt } = session;
  return session.isEndingSoon || (endButtonAt !== null && now >= Date.parse(endButtonAt));
}
