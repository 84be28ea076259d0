import type { ReactElement } from 'react';
import { useSignedIn } from './api/auth-queries';
import { useStaffTexts } from './i18n/use-staff-texts';
import { SignInPage } from './pages/sign-in/sign-in-page';
import { PageRoutes } from './pages/page-routes';
import { AppLayout } from './layout/app-layout';
import { ErrorNotice } from './components/display/error-notice';
import { Page } from './components/display/page';
import { Skeleton } from './components/display/skeleton';

/**
 * Whoever is signed in sees the room of the address; nobody sees the sign-in at that same address,
 * so that signing in leads to where one was.
 */
export function App(): ReactElement {
  const { data: signedIn, isPending, error, refetch } = useSignedIn();
  const words = useStaffTexts(signedIn?.user.role);
  if (isPending || words.isLoading) return <Loading />;
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (words.error) return <LoadFailed error={words.error} onRetry={() => void words.refetch()} />;
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
