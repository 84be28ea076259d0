import { CalendarHeart, ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgenda, useUnreadBySession } from '../../api/today-queries';
import { useFormat } from '../../i18n/use-format';
import { noonOf } from '../../i18n/local-day';
import { Button, ButtonLink } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { IconButton } from '../../components/controls/icon-button';
import { Skeleton } from '../../components/display/skeleton';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import styles from './agenda.module.css';
import { AgendaList } from './agenda-list';
import { useAgendaDay } from './use-agenda-day';
import type { AgendaDay } from './use-agenda-day';

const NONE: ReadonlySet<string> = new Set();

/** A day's sessions by time; today by default. */
export function Agenda({ onBoard = NONE }: { onBoard?: ReadonlySet<string> }): ReactElement {
  const { t } = useTranslation();
  const day = useAgendaDay();
  const { data: booked, error, refetch } = useAgenda(day.span);
  const unread = useUnreadBySession();
  return (
    <section className={styles.agenda} aria-label={t('today.agenda.label')}>
      <DayNavigation day={day} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!booked && !error && <Skeleton lines={3} height="card" />}
      {booked?.length === 0 && <NoSessions />}
      {booked && booked.length > 0 && (
        <AgendaList key={day.day} booked={booked} unread={unread} onBoard={onBoard} />
      )}
    </section>
  );
}

function DayNavigation({ day }: { day: AgendaDay }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.day}>
      <IconButton label={t('today.agenda.previousDay')} onClick={() => day.move(-1)}>
        <ChevronLeft aria-hidden="true" size={22} />
      </IconButton>
      <h2 className={styles.name} aria-live="polite">
        <span aria-hidden="true">{format.shortDay(noonOf(day.day))}</span>
        <VisuallyHidden>{format.day(noonOf(day.day))}</VisuallyHidden>
      </h2>
      <IconButton label={t('today.agenda.nextDay')} onClick={() => day.move(1)}>
        <ChevronRight aria-hidden="true" size={22} />
      </IconButton>
      {!day.isToday && (
        <Button kind="quiet" size="small" onClick={day.toToday}>
          {t('today.agenda.backToToday')}
        </Button>
      )}
    </div>
  );
}

function NoSessions(): ReactElement {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<CalendarHeart aria-hidden="true" size={28} />}
      title={t('today.agenda.empty')}
      action={
        <ButtonLink kind="secondary" href="/availability">
          {t('today.agenda.toAvailability')}
        </ButtonLink>
      }
    >
      {t('today.agenda.emptyText')}
    </EmptyState>
  );
}
