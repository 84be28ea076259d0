import {
  Activity,
  CalendarClock,
  CalendarPlus,
  LifeBuoy,
  LayoutList,
  MessageCircle,
  MessagesSquare,
  Sun,
} from 'lucide-react';
import type { ComponentType, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { classNames } from '../components/class-names';
import styles from './navigation.module.css';
import type { Role } from '../../enums';

type NavItem =
  'support' | 'sessions' | 'book' | 'messages' | 'today' | 'availability' | 'team' | 'health';

const NAV_ITEMS: Record<NavItem, { href: string; icon: ComponentType<{ size?: number }> }> = {
  sessions: { href: '/sessions', icon: MessagesSquare },
  book: { href: '/book', icon: CalendarPlus },
  support: { href: '/admin/chat', icon: LifeBuoy },
  messages: { href: '/messages', icon: MessageCircle },
  today: { href: '/today', icon: Sun },
  availability: { href: '/availability', icon: CalendarClock },
  team: { href: '/team', icon: LayoutList },
  health: { href: '/team/health', icon: Activity },
};

/** Pages below an item: it stays marked there. */
const SUBPAGES: Partial<Record<NavItem, string[]>> = {
  messages: ['/messages/'],
  support: ['/admin/chat/'],
  team: ['/team/sessions/'],
  health: ['/team/audit', '/team/erasures'],
};

const NAV_ITEMS_BY_ROLE: Record<Role, NavItem[]> = {
  client: ['sessions', 'book', 'messages'],
  psychologist: ['today', 'availability', 'messages'],
  team: ['team', 'health', 'support', 'messages'],
};

/** A tab bar at the bottom on phones, links in the header on desktops. */
export function Navigation({ role }: { role: Role }): ReactElement {
  const { t } = useTranslation();
  const [location] = useLocation();
  return (
    <nav className={styles.nav} aria-label={t('layout.mainNavigation')}>
      <ul className={styles.list}>
        {NAV_ITEMS_BY_ROLE[role].map((item) => {
          const { href, icon: Icon } = NAV_ITEMS[item];
          const isBelow = SUBPAGES[item]?.some((path) => location.startsWith(path)) ?? false;
          const isCurrent = location === href || isBelow;
          return (
            <li key={item} className={styles.item}>
              <Link
                href={href}
                aria-current={isCurrent ? 'page' : undefined}
                className={classNames(styles.link, isCurrent && styles.current)}
              >
                <span aria-hidden="true" className={styles.icon}>
                  <Icon size={22} />
                </span>
                {t(`layout.nav.${item}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
