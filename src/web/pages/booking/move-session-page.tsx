import type { ReactElement } from 'react';
import { useLocation, useParams } from 'wouter';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { localDay } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { showToast } from '../../components/overlays/toast';
import { ReschedulePage } from './reschedule-page';

/** A psychologist moves a session; the client is notified. */
export function MoveSessionPage(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [, navigate] = useLocation();
  const { counselingId = '' } = useParams();
  const onMoved = ({ scheduledAt }: Counseling): void => {
    showToast({
      title: t('booking.move.done'),
      text: t('booking.move.doneText', { time: format.dayTime(scheduledAt) }),
    });
    navigate(`/today?day=${localDay(scheduledAt)}`, { replace: true });
  };
  return (
    <ReschedulePage
      key={counselingId}
      id={counselingId}
      overview={{ path: '/today', label: t('booking.move.toAgenda') }}
      otherOf={({ client }) => client.fullName}
      onMoved={onMoved}
    />
  );
}
