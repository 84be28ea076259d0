import { FlaskConical } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useDemoUsers } from '../../api/auth-queries';
import { useBookCounseling } from '../../api/counseling-queries';
import { serverNow } from '../../api/server-clock';
import { localZone } from '../../i18n/format';
import { localClock, localDay } from '../../i18n/local-day';
import { Banner } from '../../components/display/banner';
import { Button } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';

const STARTS_IN_MS = 20_000;
const DURATION_MS = 60_000;

/** Demo mode only: books a session that runs in one minute. */
export function DemoOffer(): ReactElement | null {
  const { t } = useTranslation();
  const { data: users } = useDemoUsers();
  const [, navigate] = useLocation();
  const book = useBookCounseling();
  if (!users || users.length === 0) return null;
  const start = (): void => {
    const startsAt = serverNow() + STARTS_IN_MS;
    book.mutate(
      {
        method: 'chat',
        pace: 'demo',
        date: localDay(startsAt),
        startTime: localClock(startsAt),
        endTime: localClock(startsAt + DURATION_MS),
        timezone: localZone(),
      },
      { onSuccess: ({ chatSession }) => navigate(`/sessions/${chatSession?.sessionId ?? ''}`) },
    );
  };
  return (
    <>
      <Banner
        icon={<FlaskConical aria-hidden="true" size={20} />}
        title={t('booking.demo.title')}
        action={
          <Button kind="secondary" size="small" busy={book.isPending} onClick={start}>
            {t('booking.demo.action')}
          </Button>
        }
      >
        {t('booking.demo.text')}
      </Banner>
      {book.error && <ErrorNotice error={book.error} />}
    </>
  );
}
