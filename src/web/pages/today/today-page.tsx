import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/controls/button';
import { useFullHeight } from '../../components/hooks/use-full-height';
import { Page } from '../../components/display/page';
import { useMediaQuery } from '../../components/hooks/use-media-query';
import { Agenda } from './agenda';
import { NotificationPrompt } from './notification-prompt';
import { LiveBoard } from './live-board';
import type { LivePanel } from './live-panels';
import styles from './today-page.module.css';
import { useLivePanels } from './use-live-panels';

/** With more panels the agenda starts hidden. */
const AGENDA_VISIBLE_UP_TO = 3;
const AGENDA_ID = 'agenda';

/** A psychologist's day: the agenda, and on desktops the live sessions side by side. */
export function TodayPage(): ReactElement {
  const { t } = useTranslation();
  const isDesktop = useMediaQuery('(min-width: 64rem)');
  const { panels, closePanel } = useLivePanels();
  if (isDesktop && panels.length > 0) return <LiveToday panels={panels} onClose={closePanel} />;
  return (
    <Page title={t('today.title')}>
      <NotificationPrompt />
      <Agenda />
    </Page>
  );
}

interface LiveTodayProps {
  panels: LivePanel[];
  onClose: (sessionId: string) => void;
}

function LiveToday({ panels, onClose }: LiveTodayProps): ReactElement {
  const { t } = useTranslation();
  useFullHeight(true);
  const [choice, setChoice] = useState<boolean>();
  const isShown = choice ?? panels.length <= AGENDA_VISIBLE_UP_TO;
  const Icon = isShown ? PanelLeftClose : PanelLeftOpen;
  return (
    <Page
      title={t('today.title')}
      size="wide-full"
      actions={
        <Button
          kind="secondary"
          size="small"
          aria-expanded={isShown}
          aria-controls={AGENDA_ID}
          icon={<Icon aria-hidden="true" size={18} />}
          onClick={() => setChoice(!isShown)}
        >
          {t(isShown ? 'today.agenda.hide' : 'today.agenda.show')}
        </Button>
      }
    >
      <div className={styles.split}>
        <aside id={AGENDA_ID} className={styles.agenda} hidden={!isShown}>
          <NotificationPrompt />
          <Agenda onBoard={new Set(panels.map(({ sessionId }) => sessionId))} />
        </aside>
        <LiveBoard panels={panels} onClose={onClose} />
      </div>
    </Page>
  );
}
