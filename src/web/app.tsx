import type { ReactElement } from 'react';
import { useSignedIn } from './api/auth-queries';
import { useDeskWords } from './i18n/use-desk-words';
import { SignInRoom } from './rooms/sign-in/sign-in-room';
import { Rooms } from './rooms/rooms';
import { Shell } from './shell/shell';
import { ErrorNotice } from './ui/error-notice';
import { Page } from './ui/page';
import { Skeleton } from './ui/skeleton';

/**
 * Whoever is signed in sees the room of the address; nobody sees the sign-in at that same address,
 * so that signing in leads to where one was.
 */
export function App(): ReactElement {
  const { data: signedIn, isPending, error, refetch } = useSignedIn();
  const words = useDeskWords(signedIn?.user.role);
  if (isPending || words.isLoading) return <Waiting />;
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (words.error) return <Failed error={words.error} onRetry={() => void words.refetch()} />;
  if (!signedIn) return <SignInRoom />;
  return (
    <Shell signedIn={signedIn}>
      <Rooms role={signedIn.user.role} />
    </Shell>
  );
}

function Failed({ error, onRetry }: { error: Error; onRetry: () => void }): ReactElement {
  return (
    <Page title="Ruang Diri">
      <ErrorNotice error={error} onRetry={onRetry} />
    </Page>
  );
}

function Waiting(): ReactElement {
  return (
    <Page title="Ruang Diri" quietTitle>
      <Skeleton lines={3} height="card" />
    </Page>
  );
}
