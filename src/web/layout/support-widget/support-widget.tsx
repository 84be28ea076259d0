import { LifeBuoy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useOwnSupportRooms } from '../../api/support-queries';
import { lazyModule, useLazyModule } from '../../components/overlays/lazy-module';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import styles from './support-widget.module.css';
import { useScrolling } from './use-scrolling';

const panel = lazyModule(() => import('./support-panel').then((module) => module.SupportPanel));

/** The floating support button on every page of a client; the panel is loaded on demand. */
export function SupportWidget(): ReactElement {
  const { t } = useTranslation();
  const { value: Panel, load } = useLazyModule(panel);
  const [state, setState] = useState<'closed' | 'open' | 'minimized'>('closed');
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (state === 'closed' && wasOpen.current) launcher.current?.focus();
    wasOpen.current = state !== 'closed';
  }, [state]);
  const { data: rooms = [] } = useOwnSupportRooms();
  const unread = rooms.reduce((sum, room) => sum + room.unreadCount, 0);
  if (state !== 'closed' && Panel) {
    return (
      <Panel
        rooms={rooms}
        unread={unread}
        isMinimized={state === 'minimized'}
        onMinimize={(isMinimized) => setState(isMinimized ? 'minimized' : 'open')}
        onClose={() => setState('closed')}
      />
    );
  }
  return (
    <aside aria-label={t('support.title')}>
      <Launcher
        ref={launcher}
        unread={unread}
        isBusy={state === 'open'}
        onPreload={load}
        onPress={() => {
          setState('open');
          load();
        }}
      />
    </aside>
  );
}

interface LauncherProps {
  ref: Ref<HTMLButtonElement>;
  unread: number;
  isBusy: boolean;
  onPreload: () => void;
  onPress: () => void;
}

function Launcher({ ref, unread, isBusy, onPreload, onPress }: LauncherProps): ReactElement {
  const { t } = useTranslation();
  const isScrolling = useScrolling();
  return (
    <button
      ref={ref}
      type="button"
      className={styles.launcher}
      data-scrolling={isScrolling || undefined}
      aria-expanded={false}
      aria-busy={isBusy || undefined}
      onPointerEnter={onPreload}
      onFocus={onPreload}
      onClick={onPress}
    >
      <LifeBuoy aria-hidden="true" size={24} />
      <VisuallyHidden>
        {unread > 0 ? t('support.openUnread', { count: unread }) : t('support.open')}
      </VisuallyHidden>
      {unread > 0 && (
        <span aria-hidden="true" className={styles.count}>
          {unread > 9 ? '9+' : unread}
        </span>
      )}
    </button>
  );
}
