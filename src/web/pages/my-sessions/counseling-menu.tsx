import { CalendarMinus2, CalendarPlus, CalendarSync, CalendarX } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Counseling } from '../../api/api-types';
import { calendarUrl } from '../../api/counseling-queries';
import { Menu, MenuItem } from '../../components/overlays/menu';
import { CancelSessionDialog } from '../../components/overlays/cancel-session-dialog';

interface CounselingMenuProps {
  trigger: ReactElement;
  counseling: Counseling;
  /** Too close to the start to move or cancel. */
  isTooLate: boolean;
  onCancelSeries: (counseling: Counseling) => void;
}

/** Actions on a booking that has not started. */
export function CounselingMenu(props: CounselingMenuProps): ReactElement {
  const [dialog, setDialog] = useState<'never' | 'open' | 'closed'>('never');
  return (
    <>
      <Menu trigger={props.trigger}>
        {!props.isTooLate && <RescheduleItem {...props} />}
        <CalendarItem {...props} />
        <CancelItems {...props} onCancel={() => setDialog('open')} />
      </Menu>
      {dialog !== 'never' && (
        <CancelSessionDialog
          counseling={props.counseling}
          name={props.counseling.psychologist.fullName}
          texts="mySessions.cancelDialog"
          open={dialog === 'open'}
          onOpenChange={(isOpen) => setDialog(isOpen ? 'open' : 'closed')}
        />
      )}
    </>
  );
}

type ItemProps = Omit<CounselingMenuProps, 'trigger'>;

function RescheduleItem({ counseling }: ItemProps): ReactElement {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  return (
    <MenuItem
      icon={<CalendarSync aria-hidden="true" size={20} />}
      onClick={() => navigate(`/book?move=${counseling.id}`)}
    >
      {t('mySessions.reschedule')}
    </MenuItem>
  );
}

function CalendarItem({ counseling }: ItemProps): ReactElement {
  const { t } = useTranslation();
  return (
    <MenuItem
      icon={<CalendarPlus aria-hidden="true" size={20} />}
      onClick={() => window.location.assign(calendarUrl(counseling.id))}
    >
      {t('mySessions.calendar')}
    </MenuItem>
  );
}

/** The notice applies to each session: of a series, later ones may still be cancelled. */
function CancelItems({
  counseling,
  isTooLate,
  onCancel,
  onCancelSeries,
}: ItemProps & { onCancel: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {!isTooLate && (
        <MenuItem icon={<CalendarX aria-hidden="true" size={20} />} onClick={onCancel}>
          {t('mySessions.cancel')}
        </MenuItem>
      )}
      {counseling.seriesId && (
        <MenuItem
          icon={<CalendarMinus2 aria-hidden="true" size={20} />}
          onClick={() => onCancelSeries(counseling)}
        >
          {t('series.cancel')}
        </MenuItem>
      )}
    </>
  );
}
