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
  /** The client's rooms, the one that moved last first. */
  rooms: SupportRoom[];
  unread: number;
  /** Only its header is shown. */
  isSmall: boolean;
  onSmall: (isSmall: boolean) => void;
  onClose: () => void;
}

type PanelView = { roomId: number } | 'new' | 'all' | undefined;

/** Writing with the team: goes on in the room that is open, or begins one. */
export function SupportPanel(props: SupportPanelProps): ReactElement {
  const { rooms, isSmall, onClose } = props;
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const [place, setPlace] = useState<PanelView>();
  const current = rooms.find(({ status }) => status !== 'CLOSED');
  const here = place ?? (current ? { roomId: current.id } : 'new');
  return (
    <aside
      className={styles['panel']}
      data-small={isSmall || undefined}
      aria-labelledby="support-title"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <PanelHeader {...props} heading={heading} />
      <div className={styles['body']} hidden={isSmall}>
        <Body rooms={rooms} here={here} onGo={setPlace} />
      </div>
      <VisuallyHidden role="status">{isSmall ? t('support.isSmall') : ''}</VisuallyHidden>
    </aside>
  );
}

interface BodyProps {
  rooms: SupportRoom[];
  here: Exclude<PanelView, undefined>;
  onGo: (place: PanelView) => void;
}

function Body({ rooms, here, onGo }: BodyProps): ReactElement {
  const toRoom = (roomId: number): void => onGo({ roomId });
  const ways = { onNew: () => onGo('new'), onAll: () => onGo('all') };
  if (here === 'new') {
    return (
      <SupportRequestForm hasOthers={rooms.length > 0} onOthers={ways.onAll} onSent={toRoom} />
    );
  }
  if (here === 'all') return <SupportRoomList rooms={rooms} onChoose={toRoom} onNew={ways.onNew} />;
  return <SupportRoomView key={here.roomId} roomId={here.roomId} {...ways} />;
}

function PanelHeader({
  unread,
  isSmall,
  onSmall,
  onClose,
  heading,
}: SupportPanelProps & { heading: RefObject<HTMLHeadingElement | null> }): ReactElement {
  const { t } = useTranslation();
  const Fold = isSmall ? ChevronUp : ChevronDown;
  return (
    <header className={styles['header']}>
      <LifeBuoy aria-hidden="true" size={22} />
      <h2 id="support-title" ref={heading} tabIndex={-1} className={styles['title']}>
        {t('support.title')}
      </h2>
      {isSmall && unread > 0 && (
        <Badge tone="accent">
          <span aria-hidden="true">{unread}</span>
          <VisuallyHidden>{t('session.unread', { count: unread })}</VisuallyHidden>
        </Badge>
      )}
      <IconButton
        label={t(isSmall ? 'support.enlarge' : 'support.minimise')}
        onClick={() => onSmall(!isSmall)}
      >
        <Fold aria-hidden="true" size={22} />
      </IconButton>
      <IconButton label={t('support.close')} onClick={onClose}>
        <X aria-hidden="true" size={22} />
      </IconButton>
    </header>
  );
}
