import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useOwnAvailability } from '../../api/availability-queries';
import type { AffectedBooking } from '../../api/api-types';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { AffectedBookings } from './affected-bookings';
import { BufferSection } from './buffer-section';
import { DatesSection } from './dates-section';
import { TimeOffSection } from './time-off-section';
import { WeekEditor } from './week-editor';

export function AvailabilityPage(): ReactElement {
  const { t } = useTranslation();
  const { data: own, error, refetch } = useOwnAvailability();
  const [affected, setAffected] = useState<AffectedBooking[]>([]);
  return (
    <Page title={t('availability.title')} intro={t('availability.intro')}>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!own && !error && <Skeleton lines={3} height="card" />}
      <AffectedBookings
        bookings={affected}
        zone={own?.timezone}
        onCancelled={(id) =>
          setAffected(affected.filter(({ counselingId }) => counselingId !== id))
        }
      />
      {own && <WeekEditor own={own} onChanged={setAffected} />}
      {own && <DatesSection own={own} onChanged={setAffected} />}
      {own && <TimeOffSection own={own} onChanged={setAffected} />}
      {own && <BufferSection own={own} />}
    </Page>
  );
}
