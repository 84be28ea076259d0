import { Hourglass } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClockEstimate } from '../../state/chat/clock-estimate';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { Button } from '../../components/controls/button';
import { TimeLeft } from '../../components/display/countdown';
import styles from './ending-soon-bar.module.css';
import { openExtension, useExtensionAction, useExtensionNotices } from './use-extension';
import { useServerNow } from './use-server-now';

export interface ExtensionBarProps {
  session: SessionDetails;
  clock: ClockEstimate;
  userId: string;
  otherName: string;
  onAnswer: (agree: boolean) => Promise<void>;
}

/** While one participant asks to extend the session: the other may agree, the requester withdraw. */
export function ExtensionBar({
  session,
  clock,
  userId,
  otherName: name,
  onAnswer,
}: ExtensionBarProps): ReactElement | null {
  const { t } = useTranslation();
  const now = useServerNow(clock);
  const extension = openExtension(session, now);
  useExtensionNotices(session, { requestedBy: extension?.askedBy, userId, otherName: name });
  const { isBusy, run } = useExtensionAction(onAnswer);
  if (!extension) return null;
  const isMine = extension.askedBy === userId;
  return (
    <section className={styles.bar} aria-label={t('session.extension.title')}>
      <Hourglass aria-hidden="true" size={20} />
      <p className={styles.text}>
        {t(isMine ? 'session.extension.waiting' : 'session.extension.asked', { name })}
        <TimeLeft
          ms={Date.parse(extension.expiresAt) - now}
          label={t('session.extension.remaining')}
        />
      </p>
      <div className={styles.buttons}>
        <Button kind="secondary" size="small" busy={isBusy} onClick={() => run(false)}>
          {t(isMine ? 'session.extension.withdraw' : 'session.extension.decline')}
        </Button>
        {!isMine && (
          <Button size="small" busy={isBusy} onClick={() => run(true)}>
            {t('session.extension.agree')}
          </Button>
        )}
      </div>
    </section>
  );
}
