import { CalendarPlus, CalendarSync, CalendarX, Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Counseling } from '../../api/api-types';
import { calendarUrl } from '../../api/counseling-queries';
import { useFormat } from '../../i18n/use-format';
import { ButtonLink } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Menu, MenuItem } from '../../ui/menu';
import { CancelDialog } from './cancel-dialog';
import styles from './counseling-actions.module.css';

/** Into the session's room, and what can still be changed about it. */
export function CounselingActions({ counseling }: { counseling: Counseling }): ReactElement | null {
  const { t } = useTranslation();
  const { chatSession, status } = counseling;
  const isOpenToChange =
    status === 'booked' && (chatSession === null || chatSession.status === 'pending');
  const isLive = chatSession?.isActive ?? false;
  const word = isLive ? 'enter' : status === 'booked' ? 'wait' : 'read';
  const hasRoom = chatSession !== null && status !== 'cancelled';
  if (!hasRoom && !isOpenToChange) return null;
  return (
    <div className={styles['actions']}>
      {hasRoom && (
        <ButtonLink
          kind={isLive ? 'primary' : 'secondary'}
          href={`/sessions/${chatSession.sessionId}`}
        >
          {t(`mySessions.${word}`)}
        </ButtonLink>
      )}
      {isOpenToChange && <Changes counseling={counseling} />}
    </div>
  );
}

function Changes({ counseling }: { counseling: Counseling }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [, navigate] = useLocation();
  const [isCancelling, setCancelling] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <IconButton
            label={t('mySessions.more', { time: format.dayTime(counseling.scheduledAt) })}
          >
            <Ellipsis aria-hidden="true" size={22} />
          </IconButton>
        }
      >
        <MenuItem
          icon={<CalendarSync aria-hidden="true" size={20} />}
          onClick={() => navigate(`/book?move=${counseling.id}`)}
        >
          {t('mySessions.move')}
        </MenuItem>
        <MenuItem
          icon={<CalendarPlus aria-hidden="true" size={20} />}
          onClick={() => window.location.assign(calendarUrl(counseling.id))}
        >
          {t('mySessions.calendar')}
        </MenuItem>
        <MenuItem
          icon={<CalendarX aria-hidden="true" size={20} />}
          onClick={() => setCancelling(true)}
        >
          {t('mySessions.cancel')}
        </MenuItem>
      </Menu>
      <CancelDialog counseling={counseling} open={isCancelling} onOpenChange={setCancelling} />
    </>
  );
}
