import { CalendarPlus, CalendarSync, CalendarX } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { calendarUrl } from '../../api/counseling-queries';
import { Menu, MenuItem } from '../../components/overlays/menu';

/** Actions on a booking that has not started. */
export function CounselingMenu({
  trigger,
  counselingId,
  isTooLate,
  onCancel,
}: {
  trigger: ReactElement;
  counselingId: string;
  /** Too close to the start to move or cancel. */
  isTooLate: boolean;
  onCancel: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  return (
    <Menu trigger={trigger}>
      {!isTooLate && (
        <MenuItem
          icon={<CalendarSync aria-hidden="true" size={20} />}
          onClick={() => navigate(`/book?move=${counselingId}`)}
        >
          {t('mySessions.reschedule')}
        </MenuItem>
      )}
      <MenuItem
        icon={<CalendarPlus aria-hidden="true" size={20} />}
        onClick={() => window.location.assign(calendarUrl(counselingId))}
      >
        {t('mySessions.calendar')}
      </MenuItem>
      {!isTooLate && (
        <MenuItem icon={<CalendarX aria-hidden="true" size={20} />} onClick={onCancel}>
          {t('mySessions.cancel')}
        </MenuItem>
      )}
    </Menu>
  );
}
