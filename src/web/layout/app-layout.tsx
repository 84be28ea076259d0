import { WifiOff } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import type { SignedIn } from '../api/api-types';
import { useSignInRenewal } from '../api/use-sign-in-renewal';
import { Banner } from '../components/display/banner';
import { classNames } from '../components/class-names';
import { lazyComponent } from '../components/overlays/lazy-component';
import { useIsFullHeight } from '../components/hooks/use-full-height';
import { AccountButton } from './account-button';
import { Brand } from '../components/display/brand';
import { Navigation } from './navigation';
import { NotificationBell } from './notification-bell';
import { LiveUpdates } from './live-updates';
import styles from './app-layout.module.css';
import { useOnline } from '../components/hooks/use-online';

/* Not needed to paint a page. */
const SupportWidget = lazyComponent(() =>
  import('./support-widget/support-widget').then((module) => module.SupportWidget),
);

/** Frame of every page: header, navigation, live updates and the content. */
export function AppLayout({
  signedIn,
  children,
}: {
  signedIn: SignedIn;
  children: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const isOnline = useOnline();
  // The session page uses the full height below the header.
  const [isSession] = useRoute('/sessions/:sessionId');
  const isFullHeight = useIsFullHeight() || isSession;
  useSignInRenewal(signedIn);
  const { role } = signedIn.user;
  return (
    <div
      className={classNames(styles.layout, isFullHeight && styles.fullHeight)}
      data-full-height={isFullHeight || undefined}
    >
      <a className={styles.skip} href="#main">
        {t('layout.skip')}
      </a>
      <header className={styles.header}>
        <Link href="/" className={styles.home}>
          <Brand />
        </Link>
        <Navigation role={role} />
        <div className={styles.tools}>
          <NotificationBell role={role} />
          <AccountButton user={signedIn.user} />
        </div>
      </header>
      <LiveUpdates role={role} />
      <main id="main" tabIndex={-1} className={styles.main}>
        {!isOnline && !isFullHeight && <Offline />}
        {children}
      </main>
      {role === 'client' && <SupportWidget />}
    </div>
  );
}

function Offline(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.offline}>
      <Banner
        tone="warm"
        icon={<WifiOff aria-hidden="true" size={20} />}
        title={t('layout.offline.title')}
      >
        {t('layout.offline.text')}
      </Banner>
    </div>
  );
}
