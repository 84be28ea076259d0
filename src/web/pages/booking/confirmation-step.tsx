import { CalendarPlus, CircleCheck, DoorOpen } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { calendarUrl, useCounseling } from '../../api/counseling-queries';
import { ButtonAnchor, ButtonLink } from '../../components/controls/button';
import { Card } from '../../components/display/card';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import styles from './confirmation-step.module.css';
import { BookingSummary } from './booking-summary';

export function ConfirmationStep({
  id,
  isRescheduled,
}: {
  id: string;
  isRescheduled: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { data: counseling, error, refetch } = useCounseling(id);
  if (!counseling) {
    return (
      <Page title={t('booking.title')}>
        {error ? (
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton height="card" />
        )}
      </Page>
    );
  }
  return (
    <Page title={t(isRescheduled ? 'booking.done.rescheduledTitle' : 'booking.done.title')}>
      <Confirmation counseling={counseling} />
    </Page>
  );
}

function Confirmation({ counseling }: { counseling: Counseling }): ReactElement {
  const { t } = useTranslation();
  const { id, scheduledAt, endsAt, method, psychologist, chatSession } = counseling;
  return (
    <>
      <Card className={styles.card}>
        <CircleCheck aria-hidden="true" size={40} className={styles.mark} />
        <BookingSummary
          startsAt={scheduledAt}
          endsAt={endsAt}
          method={method}
          psychologists={[psychologist]}
        />
        <p>{t(chatSession ? 'booking.done.chat' : 'booking.done.other')}</p>
      </Card>
      <div className={styles.actions}>
        {chatSession && (
          <ButtonLink
            href={`/sessions/${chatSession.sessionId}`}
            icon={<DoorOpen aria-hidden="true" size={20} />}
          >
            {t('booking.done.room')}
          </ButtonLink>
        )}
        <ButtonAnchor
          href={calendarUrl(id)}
          download
          icon={<CalendarPlus aria-hidden="true" size={20} />}
        >
          {t('booking.done.calendar')}
        </ButtonAnchor>
        <ButtonLink kind="quiet" href="/sessions">
          {t('booking.done.sessions')}
        </ButtonLink>
      </div>
    </>
  );
}
