import type { ReactElement } from 'react';
import { useSignedIn } from './api/auth-queries';
import { useStaffTexts } from './i18n/use-staff-texts';
import { lazyComponent } from './components/overlays/lazy-component';
import { withOnDemandTexts } from './i18n/i18n';
import { SignInPage } from './pages/sign-in/sign-in-page';
import { PageRoutes } from './pages/page-routes';
import { AppLayout } from './layout/app-layout';
import { ErrorNotice } from './components/display/error-notice';
import { Page } from './components/display/page';
import { Skeleton } from './components/display/skeleton';

/** Opened by a link from a command of the operator: seldom. */
const SetPasswordPage = lazyComponent(
  () =>
    withOnDemandTexts(
      import('./pages/set-password/set-password-page').then((m) => m.SetPasswordPage),
    ),
  <Loading />,
);

/**
 * Without a sign-in every other path shows the sign-in page, which then leads to that path's page.
 */
export function App(): ReactElement {
  const { data: signedIn, isPending, error, refetch } = useSignedIn();
  const texts = useStaffTexts(signedIn?.user.role);
  if (window.location.pathname === '/set-password') return <SetPasswordPage />;
  if (isPending || texts.isLoading) return <Loading />;
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (texts.error) return <LoadFailed error={texts.error} onRetry={() => void texts.refetch()} />;
  if (!signedIn) return <SignInPage />;
  return (
    <AppLayout signedIn={signedIn}>
      <PageRoutes role={signedIn.user.role} />
    </AppLayout>
  );
}

function LoadFailed({ error, onRetry }: { error: Error; onRetry: () => void }): ReactElement {
  return (
    <Page title="Ruang Diri">
      <ErrorNotice error={error} onRetry={onRetry} />
    </Page>
  );
}

function Loading(): ReactElement {
  return (
    <Page title="Ruang Diri" hiddenTitle>
      <Skeleton lines={3} height="card" />
    </Page>
  );
}
