import { ChevronDown, ChevronUp, LifeBuoy, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupportRoom } from '../../api/api-types';
import { Badge } from '../../components/display/badge';
import { IconButton } from '../../components/controls/icon-button';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import { SupportRoomView } from './support-room-view';
import { SupportRoomList } from './support-room-list';
import { SupportRequestForm } from './support-request-form';
import styles from './support-panel.module.css';

interface SupportPanelProps {
  /** Latest activity first. */
  rooms: SupportRoom[];
  unread: number;
  /** Only the header is visible. */
  isMinimized: boolean;
  onMinimize: (isMinimized: boolean) => void;
  onClose: () => void;
}

type PanelView = { roomId: number } | 'new' | 'all' | undefined;

/** Support chat: continues in the open room, or starts one. */
export function SupportPanel(props: SupportPanelProps): ReactElement {
  const { rooms, isMinimized, onClose } = props;
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const [chosenView, setView] = useState<PanelView>();
  const current = rooms.find(({ status }) => status !== 'CLOSED');
  const view = chosenView ?? (current ? { roomId: current.id } : 'new');
  return (
    <aside
      className={styles.panel}
      data-minimized={isMinimized || undefined}
      aria-labelledby="support-title"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <PanelHeader {...props} heading={heading} />
      <div className={styles.body} hidden={isMinimized}>
        <Body rooms={rooms} view={view} onNavigate={setView} />
      </div>
      <VisuallyHidden role="status">{isMinimized ? t('support.minimised') : ''}</VisuallyHidden>
    </aside>
  );
}

interface BodyProps {
  rooms: SupportRoom[];
  view: Exclude<PanelView, undefined>;
  onNavigate: (view: PanelView) => void;
}

function Body({ rooms, view, onNavigate }: BodyProps): ReactElement {
  const showRoom = (roomId: number): void => onNavigate({ roomId });
  const showForm = (): void => onNavigate('new');
  const showAll = (): void => onNavigate('all');
  if (view === 'new') {
    return (
      <SupportRequestForm hasOthers={rooms.length > 0} onShowAll={showAll} onSent={showRoom} />
    );
  }
  if (view === 'all') return <SupportRoomList rooms={rooms} onChoose={showRoom} onNew={showForm} />;
  return (
    <SupportRoomView key={view.roomId} roomId={view.roomId} onNew={showForm} onShowAll={showAll} />
  );
}

function PanelHeader({
  unread,
  isMinimized,
  onMinimize,
  onClose,
  heading,
}: SupportPanelProps & { heading: RefObject<HTMLHeadingElement | null> }): ReactElement {
  const { t } = useTranslation();
  const ToggleIcon = isMinimized ? ChevronUp : ChevronDown;
  return (
    <header className={styles.header}>
      <LifeBuoy aria-hidden="true" size={22} />
      <h2 id="support-title" ref={heading} tabIndex={-1} className={styles.title}>
        {t('support.title')}
      </h2>
      {isMinimized && unread > 0 && (
        <Badge tone="accent">
          <span aria-hidden="true">{unread}</span>
          <VisuallyHidden>{t('session.unread', { count: unread })}</VisuallyHidden>
        </Badge>
      )}
      <IconButton
        label={t(isMinimized ? 'support.expand' : 'support.minimise')}
        onClick={() => onMinimize(!isMinimized)}
      >
        <ToggleIcon aria-hidden="true" size={22} />
      </IconButton>
      <IconButton label={t('support.close')} onClick={onClose}>
        <X aria-hidden="true" size={22} />
      </IconButton>
    </header>
  );
}
