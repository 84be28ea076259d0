import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { useImmersion } from '../../ui/immersion';
import { Page } from '../../ui/page';
import { useMediaQuery } from '../../ui/use-media-query';
import { Agenda } from './agenda';
import { AlertOffer } from './alert-offer';
import { LiveBoard } from './live-board';
import type { LiveRoom } from './live-rooms';
import styles from './today-room.module.css';
import { useLiveRooms } from './use-live-rooms';

/** Up to so many rooms leave place for the agenda beside them. */
const FEW = 3;
const AGENDA_ID = 'agenda';

/** A psychologist's day: the agenda, and at a desk the sessions under way side by side. */
export function TodayRoom(): ReactElement {
  const { t } = useTranslation();
  const isDesk = useMediaQuery('(min-width: 64rem)');
  const { rooms, putAway } = useLiveRooms();
  if (isDesk && rooms.length > 0) return <Desk rooms={rooms} onPutAway={putAway} />;
  return (
    <Page title={t('today.title')}>
      <AlertOffer />
      <Agenda />
    </Page>
  );
}

interface DeskProps {
  rooms: LiveRoom[];
  onPutAway: (sessionId: string) => void;
}

function Desk({ rooms, onPutAway }: DeskProps): ReactElement {
  const { t } = useTranslation();
  useImmersion(true);
  const [wished, setWished] = useState<boolean>();
  const isShown = wished ?? rooms.length <= FEW;
  const Icon = isShown ? PanelLeftClose : PanelLeftOpen;
  return (
    <Page
      title={t('today.title')}
      width="wall"
      actions={
        <Button
          kind="secondary"
          size="small"
          aria-expanded={isShown}
          aria-controls={AGENDA_ID}
          icon={<Icon aria-hidden="true" size={18} />}
          onClick={() => setWished(!isShown)}
        >
          {t(isShown ? 'today.agenda.hide' : 'today.agenda.show')}
        </Button>
      }
    >
      <div className={styles['desk']}>
        <aside id={AGENDA_ID} className={styles['rail']} hidden={!isShown}>
          <AlertOffer />
          <Agenda onBoard={new Set(rooms.map(({ sessionId }) => sessionId))} />
        </aside>
        <LiveBoard rooms={rooms} onPutAway={onPutAway} />
      </div>
    </Page>
  );
}
