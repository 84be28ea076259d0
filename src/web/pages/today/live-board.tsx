import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCounseling } from '../../api/counseling-queries';
import { Badge } from '../../components/display/badge';
import { IconButton } from '../../components/controls/icon-button';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import { SessionChat } from '../session/session-chat';
import type { LivePanel } from './live-panels';
import styles from './live-board.module.css';

const MAX_UNCROWDED = 3;

interface LiveBoardProps {
  panels: LivePanel[];
  onClose: (sessionId: string) => void;
}

/** The live sessions side by side, each with its own chat. */
export function LiveBoard({ panels, onClose }: LiveBoardProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div
      role="group"
      aria-label={t('today.live.label')}
      className={styles.board}
      data-crowded={panels.length > MAX_UNCROWDED || undefined}
    >
      <VisuallyHidden role="status">
        {t('today.live.count', { count: panels.filter(({ isOver }) => !isOver).length })}
      </VisuallyHidden>
      {panels.map((panel) => (
        <LivePanelView
          key={panel.sessionId}
          panel={panel}
          onClose={() => onClose(panel.sessionId)}
        />
      ))}
    </div>
  );
}

function LivePanelView({
  panel,
  onClose,
}: {
  panel: LivePanel;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { data: counseling } = useCounseling(panel.counselingId);
  const name = counseling?.client.fullName ?? '';
  return (
    <section
      className={styles.panel}
      aria-label={name ? t('today.live.session', { name }) : t('today.live.unnamed')}
    >
      {panel.isOver && (
        <div className={styles.ended}>
          <Badge>{t('today.live.ended')}</Badge>
          <IconButton label={t('today.live.close', { name })} onClick={onClose}>
            <X aria-hidden="true" size={20} />
          </IconButton>
        </div>
      )}
      <SessionChat sessionId={panel.sessionId} compact />
    </section>
  );
}
