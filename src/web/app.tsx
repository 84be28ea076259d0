import type { ReactElement } from 'react';
import { useSignedIn } from './api/auth-queries';
import { useStaffTexts } from './i18n/use-staff-texts';
import { SignInPage } from './pages/sign-in/sign-in-page';
import { PageRoutes } from './pages/page-routes';
import { AppLayout } from './layout/app-layout';
import { ErrorNotice } from './components/display/error-notice';
import { Page } from './components/display/page';
import { Skeleton } from './components/display/skeleton';

/** Without a sign-in every path shows the sign-in page, which then leads to that path's page. */
export function App(): ReactElement {
  const { data: signedIn, isPending, error, refetch } = useSignedIn();
  const texts = useStaffTexts(signedIn?.user.role);
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
