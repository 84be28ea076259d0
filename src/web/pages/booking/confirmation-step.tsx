import { CalendarPlus, CircleCheck, DoorOpen } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { calendarUrl, useCounseling } from '../../api/counseling-queries';
import { serverNow } from '../../api/server-clock';
import { useFormat } from '../../i18n/use-format';
import { ButtonAnchor, ButtonLink } from '../../components/controls/button';
import { Card } from '../../components/display/card';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import styles from './confirmation-step.module.css';
import { BookingSummary } from './booking-summary';

export function ConfirmationStep({
  id,
  weeks,
  isRescheduled,
}: {
  id: string;
  /** Number of sessions just booked. */
  weeks: number;
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
      <Confirmation counseling={counseling} moreWeeks={counseling.seriesId ? weeks - 1 : 0} />
    </Page>
  );
}

function Confirmation({
  counseling,
  moreWeeks,
}: {
  counseling: Counseling;
  moreWeeks: number;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, scheduledAt, endsAt, method, psychologist, chatSession, changeableUntil } =
    counseling;
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
        {moreWeeks > 0 && <p>{t('booking.weeks.booked', { count: moreWeeks })}</p>}
        <p>{t(chatSession ? 'booking.done.chat' : 'booking.done.other')}</p>
        {Date.parse(changeableUntil) > serverNow() && (
          <p className={styles.changeable}>
            {t('booking.done.changeable', { time: format.dayTime(changeableUntil) })}
          </p>
        )}
      </Card>
      <ConfirmationActions id={id} sessionId={chatSession?.sessionId} />
    </>
  );
}

function ConfirmationActions({
  id,
  sessionId,
}: {
  id: string;
  sessionId: string | undefined;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.actions}>
      {sessionId && (
        <ButtonLink
          href={`/sessions/${sessionId}`}
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
  );
}
